/**
 * Everything that a process of the product writes becomes a line of the log: what libraries print, Node.js's warnings, and the error
 * that ends it. Invariant: once this was called, nothing but JSON lines leaves the process through `console`, whatever a client sent.
 */
import { format } from "node:util";
import type { Log, LogLevel } from "#lib/base/log";
import { LineLimit } from "./line-limit";
import { toPlainText } from "./plain-text";

/** Two lines that begin alike for so many characters are of one kind: what differs may be a client's. */
const KIND_LENGTH = 24;
const PERIOD_MS = 60_000;

const LEVELS = { error: "error", warn: "warn", log: "info", info: "info", debug: "debug", trace: "debug", dir: "debug" } as const;
/** What Next.js tells as an error, and is none: the browser goes on by itself. */
const HARMLESS = /^failed to get redirect response/;

/**
 * Call it first, before anything can print.
 * @param endsOnError whether an error that nobody caught ends this process; Next.js deals with its own, and tells them by `console`
 */
export function sendOutputToLog(log: Log, { endsOnError = true } = {}): void {
  sendConsoleToLog(console, log);
  // Whoever read our output may go away, which must not end us.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  process.removeAllListeners("warning");
  process.on("warning", (warning) => log.warn({ err: warning }, "a warning of Node.js"));
  if (!endsOnError) return;
  for (const event of ["uncaughtException", "unhandledRejection"] as const) {
    process.on(event, (error: unknown) => {
      log.fatal(
        { event, err: error instanceof Error ? error : new Error(toPlainText(String(error))) },
        "an unexpected error ends this process",
      );
      process.exit(1);
    });
  }
}

/** @param target whose methods are replaced */
export function sendConsoleToLog(target: Console, log: Pick<Log, LogLevel>, limit = new LineLimit(PERIOD_MS)): void {
  for (const [method, usual] of Object.entries(LEVELS) as [keyof typeof LEVELS, LogLevel][]) {
    target[method] = (...parts: unknown[]) => {
      const error = parts.find((part) => part instanceof Error);
      const msg = toPlainText(format(...parts.map((part) => (part instanceof Error ? part.message : part))));
      const digest = (error as { digest?: unknown } | undefined)?.digest;
      const heldBack = limit.pass(`${method} ${msg.slice(0, KIND_LENGTH)} ${digest}`);
      if (heldBack === null) return;
      const fields = {
        ...(error !== undefined && { stack: stackOf(error) }),
        // The page that a person sees names it.
        ...(typeof digest === "string" && { digest: toPlainText(digest) }),
        ...(heldBack > 0 && { heldBack }),
      };
      log[HARMLESS.test(msg) ? "debug" : usual](fields, msg);
    };
  }
}

function stackOf(error: Error): string {
  const lines = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return toPlainText(lines.join("\n"));
}
