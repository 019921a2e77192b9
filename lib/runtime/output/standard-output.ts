/**
 * The product's standard output, for lines of the log: the primary's own and what it passes on. Invariants: lines are not mixed with
 * each other; and neither a full disk, nor a reader that stands still or goes away, ends the product or fills its memory.
 */
import { fstatSync, writeSync } from "node:fs";

/** Of what a reader that stands still has not taken yet. Later lines are lost then. */
const MOST_WAITING_BYTES = 16 * 1024 * 1024;

export type Output = {
  write(text: string): void;
  /** For what must be seen. Resolves when it was written. @throws the system's error */
  writeSurely(text: string): Promise<void>;
};

/** Writes to a file at once. After a full disk cut a line off, the next begins on a line of its own. */
export function fileOutput(descriptor: number): Output {
  let isCut = false;
  const writeAll = (text: string) => {
    const bytes = Buffer.from(isCut ? `\n${text}` : text);
    for (let at = 0; at < bytes.length; ) {
      at += writeSync(descriptor, bytes, at);
      isCut = at < bytes.length;
    }
  };
  return {
    write(text) {
      try {
        writeAll(text);
      } catch {
        // There is nowhere else to say it.
      }
    },
    writeSurely: async (text) => writeAll(text),
  };
}

/** Writes to a pipe or a terminal, which may take its time. */
export function streamOutput(stream: NodeJS.WriteStream | NodeJS.WritableStream): Output {
  stream.on("error", () => {});
  return {
    write(text) {
      if ((stream as NodeJS.WriteStream).writableLength < MOST_WAITING_BYTES) stream.write(text);
    },
    writeSurely: (text) => new Promise((resolve, reject) => stream.write(text, (error) => (error ? reject(error) : resolve()))),
  };
}

let opened: Output | null = null;

export function standardOutput(): Output {
  opened ??= isFile(1) ? fileOutput(1) : streamOutput(process.stdout);
  return opened;
}

function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false;
  }
}
