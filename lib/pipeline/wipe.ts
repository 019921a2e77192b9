/** Secrets that came with a call or leave with its answer are wiped from memory when it has ended, as far as they are bytes. */
import type { OperationRow } from "#lib/operations/operation";
import type { Reading } from "./call";

/** When nothing needs the input any more. */
export function wipeInput({ secretFields }: OperationRow, reading: Reading): void {
  if (secretFields.length > 0 && "input" in reading) wipe(secretFields, reading.input);
}

/** When the answer has been written, or is not to be. */
export function wipeOutput({ secretFields }: OperationRow, output: unknown): void {
  if (secretFields.length > 0) wipe(secretFields, output);
}

function wipe(names: readonly string[], fields: unknown): void {
  if (typeof fields !== "object" || fields === null) return;
  for (const name of names) {
    const value = (fields as Record<string, unknown>)[name];
    if (value instanceof Uint8Array) value.fill(0);
  }
}
