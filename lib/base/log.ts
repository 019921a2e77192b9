/**
 * The product's log: JSON lines on standard output.
 * Invariant: a value whose name says that it is secret never reaches a line, at any depth, and neither do raw bytes.
 * Names are compared without case, hyphens and underscores, so that headers, wire fields and our own words all match.
 */
import pino from "pino";

export type LogLevel = "fatal" | "error" | "warn" | "info" | "debug" | "trace";
export type Log = pino.Logger;

const SECRET_NAME =
  /authorization|token$|cookie|password|passwd|passphrase|pin$|plaintext|ciphertext|secret|databaseurl|ownerurl|connectionstring|totp|credential|privatekey|^datakey|material$/;
const REDACTED = "[redacted]";
const DEEPEST = 8;

/**
 * A copy of what was to be logged, without its secrets. Objects with a class of their own are left to their serializer.
 * @param fields anything that was given to the log
 */
export function redact(fields: unknown, depth = 0): unknown {
  if (ArrayBuffer.isView(fields)) return `[${fields.byteLength} bytes]`;
  if (typeof fields !== "object" || fields === null) return fields;
  if (depth > DEEPEST) return "[too deep]";
  if (Array.isArray(fields)) return fields.map((item) => redact(item, depth + 1));
  const prototype = Object.getPrototypeOf(fields);
  if (prototype !== Object.prototype && prototype !== null) return fields;
  const copy: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    copy[name] = isSecret(name, value) ? REDACTED : redact(value, depth + 1);
  }
  return copy;
}

/** `token` alone may also be the description of the HSM's token, which is an object and no secret. */
function isSecret(name: string, value: unknown): boolean {
  if (value === null || value === undefined || typeof value === "boolean") return false;
  const plain = name.toLowerCase().replaceAll(/[-_]/g, "");
  if (plain === "token" && typeof value === "object") return false;
  return SECRET_NAME.test(plain);
}

/**
 * Kind, code, message and stack of an error and of its causes. Nothing else of it: own properties may hold a request, a
 * connection's settings or a query's values, and so does all but the last line of the database client's messages.
 */
function serializeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return redact(error);
  const { code, cause } = error as Error & { code?: unknown };
  const message = error.name.startsWith("PrismaClient") ? error.message.trim().split("\n").pop() : error.message;
  return {
    type: error.name,
    ...(typeof code === "string" && { code }),
    message,
    stack: error.stack
      ?.split("\n")
      .filter((line) => /^\s+at /.test(line))
      .join("\n"),
    ...(cause !== undefined && depth < DEEPEST && { cause: serializeError(cause, depth + 1) }),
  };
}

/**
 * A log for one part of the product.
 * @param level least severe level that is written
 * @param name the part: `primary`, `api`, `console` …
 * @param destination where lines go; standard output unless told
 */
export function createLog(level: LogLevel, name: string, destination?: pino.DestinationStream): Log {
  const options: pino.LoggerOptions = {
    level,
    name,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: (error: unknown) => serializeError(error) },
    formatters: {
      level: (label) => ({ level: label }),
      log: (fields) => redact(fields) as Record<string, unknown>,
    },
  };
  return destination ? pino(options, destination) : pino(options);
}
