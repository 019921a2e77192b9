/** Which errors mean that the database is away or too slow, and not that somebody asked for something wrong. */
import { Prisma } from "../generated/client";

const DEEPEST = 10;

/**
 * Prisma: cannot reach, timed out, connection closed, pool exhausted, transaction could not start or ran out of time, or lost against
 * another one.
 */
const PRISMA_CODES: ReadonlySet<string> = new Set(["P1001", "P1002", "P1008", "P1017", "P2024", "P2028", "P2034", "P2037"]);
const SYSTEM_CODES: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ENOENT",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);
/**
 * SQLSTATE: connection exceptions; resources (disk full, too many connections); operator intervention (shutdown, crash, start-up,
 * statement timeout); system errors (input and output); a read-only transaction, as on a standby; one that idled too long; deadlock
 * and serialization; a lock that was not to be had.
 */
const SQLSTATE = /^(08...|53...|57...|58...|25006|25P03|25P04|40001|40P01|55P03)$/;
/** How the driver adapter names what it tells no code of. */
const ADAPTER_KINDS: ReadonlySet<string> = new Set(["SocketTimeout", "ConnectionClosed", "DatabaseNotReachable", "TooManyConnections"]);
/** `pg` gives these no code. */
const MESSAGES =
  /^(Query read timeout|timeout expired|timeout exceeded when trying to connect|Connection (terminated|ended)|Client (has encountered a connection error|was closed) and is not queryable|Cannot use a pool after calling end)/;

/** Whether to answer "try again" (503) rather than "internal" (500). */
export function isDatabaseUnavailable(error: unknown): boolean {
  return causesOf(error).some((cause) => {
    if (cause instanceof Prisma.PrismaClientInitializationError || MESSAGES.test(cause.message)) return true;
    return codesOf(cause).some(
      (code) => PRISMA_CODES.has(code) || SYSTEM_CODES.has(code) || ADAPTER_KINDS.has(code) || SQLSTATE.test(code),
    );
  });
}

/** The error and what it came of; Prisma keeps the driver's own error beside. */
function causesOf(error: unknown): Error[] {
  const causes: Error[] = [];
  for (let cause = error; cause instanceof Error && causes.length < DEEPEST; cause = cause.cause) {
    causes.push(cause);
    const { meta } = cause as { meta?: { driverAdapterError?: unknown } };
    if (meta?.driverAdapterError instanceof Error) causes.push(meta.driverAdapterError);
  }
  return causes;
}

/** The codes of an error, and its kind; the driver adapter's has them in a cause that is no error. */
function codesOf(error: Error): string[] {
  const { code, cause } = error as { code?: unknown; cause?: { originalCode?: unknown; code?: unknown; kind?: unknown } };
  const adapters = cause instanceof Error ? [] : [cause?.originalCode, cause?.code, cause?.kind];
  return [code, ...adapters].filter((each) => typeof each === "string");
}

/** Deadlock and serialization, as PostgreSQL and Prisma call them. */
const LOST_CODES: ReadonlySet<string> = new Set(["40P01", "40001", "P2034", "TransactionWriteConflict"]);

/** Whether a transaction lost against another one: nothing of it has happened, and tried again it may succeed. */
export function isTransactionLost(error: unknown): boolean {
  return causesOf(error).some((cause) => codesOf(cause).some((code) => LOST_CODES.has(code)));
}

/** SQLSTATE: a value that no column takes, a broken constraint, a limit of the program such as the width of an index. */
const ROW_SQLSTATE = /^(22|23|54)...$/;

/** Whether a statement failed for what is in a row, so that others of its statement may be written without it. */
export function isRowRefused(error: unknown): boolean {
  return causesOf(error).some((cause) => codesOf(cause).some((code) => ROW_SQLSTATE.test(code)));
}

/** Whether there is a row already that this one would be the second of: by the client's own statements, or by plain ones. */
export function isUniqueBroken(error: unknown): boolean {
  return causesOf(error).some((cause) => codesOf(cause).some((code) => code === "P2002" || code === "23505"));
}

/** Whether a row that this one refers to is gone by now. */
export function isReferenceGone(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2003";
}
