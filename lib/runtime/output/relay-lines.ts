/**
 * Passes the output of a child on to ours, line by line. Invariant: each line is one JSON object; what a child wrote otherwise (a
 * native library, Node.js itself when it dies) is wrapped into one.
 */
import type { ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import { createLog, type LogLevel } from "#lib/base/log";
import { toPlainText } from "./plain-text";
import { type Output, standardOutput } from "./standard-output";

/** A line of the log is far shorter. Of a longer one the beginning is kept. */
const LONGEST_LINE = 64 * 1024;

/**
 * @param name the part that the child is, for lines that are not of the log
 * @param destination where lines go; our standard output unless told
 */
export function relayOutput(
  child: ChildProcess,
  name: string,
  level: LogLevel,
  destination: Pick<Output, "write"> = standardOutput(),
): void {
  const log = createLog(level, name, destination);
  const pass = (line: string) => {
    if (isLogLine(line)) destination.write(`${line}\n`);
    else if (line.trim() !== "") log.warn(toPlainText(line));
  };
  for (const stream of [child.stdout, child.stderr]) if (stream) splitLines(stream, pass);
}

function splitLines(stream: Readable, pass: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    // Kept short, so that a line without an end does not fill the memory.
    if (rest.length > LONGEST_LINE) rest = rest.slice(0, LONGEST_LINE);
    for (const line of lines) pass(line);
  });
  stream.on("end", () => {
    if (rest !== "") pass(rest);
  });
  stream.on("error", () => {});
}

function isLogLine(line: string): boolean {
  if (!line.startsWith('{"level":') || line.length > LONGEST_LINE) return false;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
