/** Which errors mean that the database is away or too slow, and not that somebody asked for something wrong. */
import { Prisma } from "./generated/client";

/** Prisma: cannot reach, timed out, connection closed, pool exhausted, transaction could not start or ran out of time. */
const PRISMA_CODES: ReadonlySet<string> = new Set(["P1001", "P1002", "P1008", "P1017", "P2024", "P2028"]);
const SYSTEM_CODES: ReadonlySet<string> = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ENOENT", "ETIMEDOUT"]);
/** SQLSTATE: connection exceptions, shutdown, too many connections, statement or lock timeout. */
const SQLSTATE = /^(08|57|53)/;
/** `pg` gives these two no code. */
const MESSAGES = /^(Query read timeout|timeout exceeded when trying to connect|Connection terminated)/;

/** Whether to answer "try again" (503) rather than "internal" (500). */
export function isDatabaseUnavailable(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as { code?: unknown };
    if (cause instanceof Prisma.PrismaClientInitializationError || MESSAGES.test(cause.message)) return true;
    if (
      typeof code === "string" &&
      (PRISMA_CODES.has(code) || SYSTEM_CODES.has(code) || (/^[0-9A-Z]{5}$/.test(code) && SQLSTATE.test(code)))
    )
      return true;
  }
  return false;
}

/** Whether a row that this one refers to is gone by now. */
export function isReferenceGone(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2003";
}
