import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Collects what JavaScript no longer needs, all of it and at once: some 50 ms in a process that has just started. */
export function collectGarbage(): void {
  // `gc` is there only under this flag, and only in contexts that are made after it was set.
  setFlagsFromString("--expose-gc");
  const gc: unknown = runInNewContext("gc");
  setFlagsFromString("--no-expose-gc");
  if (typeof gc === "function") gc();
}
