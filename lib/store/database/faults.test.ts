import { expect, test } from "vitest";
import { Prisma } from "../generated/client";
import { isDatabaseUnavailable } from "./faults";

const withCode = (code: string, message = "x") => Object.assign(new Error(message), { code });
/** As Prisma gives what a driver threw. */
function wrapped(prismaCode: string, sqlState: string) {
  const driverAdapterError = Object.assign(new Error("postgres"), { cause: { kind: "postgres", code: sqlState, originalCode: sqlState } });
  return new Prisma.PrismaClientKnownRequestError("Database error", { code: prismaCode, clientVersion: "7", meta: { driverAdapterError } });
}

/** As Prisma gives what its driver adapter knows without a SQLSTATE. */
function unreached(kind: string) {
  const driverAdapterError = Object.assign(new Error(kind), { cause: { kind } });
  return new Prisma.PrismaClientKnownRequestError("Raw query failed", { code: "P2010", clientVersion: "7", meta: { driverAdapterError } });
}

test.each([
  ...["57P01", "57P02", "57P03", "57014", "08006", "08P01", "53100", "53300", "58030", "25006", "25P03", "40P01", "55P03"].flatMap(
    (state) => [
      [state, withCode(state)],
      [`${state} by Prisma`, wrapped("P2039", state)],
      [`${state} by a raw query`, wrapped("P2010", state)],
      [`${state} as a cause`, new Error("x", { cause: withCode(state) })],
    ],
  ),
  ...["ECONNREFUSED", "ECONNRESET", "EPIPE", "ENOENT", "ETIMEDOUT", "P1001", "P1008", "P1017", "P2024", "P2028", "P2034"].map((code) => [
    code,
    withCode(code),
  ]),
  ...["SocketTimeout", "ConnectionClosed", "DatabaseNotReachable"].map((kind) => [`${kind} by a raw query`, unreached(kind)]),
  ...[
    "Query read timeout",
    "timeout expired",
    "Connection terminated unexpectedly",
    "Connection terminated due to connection timeout",
    "Client has encountered a connection error and is not queryable",
    "timeout exceeded when trying to connect",
  ].map((message) => [message, new Error(message)]),
] as [string, Error][])("a database that is away is no fault of ours: %s", (_which, error) => {
  expect(isDatabaseUnavailable(error)).toBe(true);
});

test.each([
  ["a broken statement", withCode("42601")],
  ["a missing table, by Prisma", wrapped("P2010", "42P01")],
  ["a value that does not fit", wrapped("P2039", "22001")],
  ["a name that is taken", withCode("P2002")],
  ["an error of the program", new TypeError("x is not a function")],
  ["no error at all", "57P03"],
] as [string, unknown][])("anything else is: %s", (_which, error) => {
  expect(isDatabaseUnavailable(error)).toBe(false);
});
