/**
 * Counts calls by hour and the use of keys by day, and removes old figures. Beginning with the first trace that there is, it counts in as well
 * what was written before there was any counting.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { Store } from "#lib/store/open";
import { foldUse, removeOldUse } from "#lib/store/use/fold-use";
import { USE_TRACE_NAMES } from "#lib/usecases/use/use-trace-names";

/** While far behind, so many parts follow each other, with a pause in which callers have the database for themselves. */
const AT_ONCE = 20;
const PAUSE_MS = 50;
const REMOVED_EVERY_MS = 3_600_000;

/** One task of `tasks.ts`. */
export function countUse(store: Store, gone: AbortSignal) {
  let removedAt = Number.NEGATIVE_INFINITY;
  return {
    name: "use of keys",
    async run(settledId: bigint): Promise<void> {
      for (let part = 0; part < AT_ONCE; part += 1) {
        if (gone.aborted) return;
        if (!(await foldUse(store, { settledId, useNames: USE_TRACE_NAMES }))) break;
        await pause(PAUSE_MS);
      }
      if (gone.aborted || performance.now() - removedAt < REMOVED_EVERY_MS) return;
      // What there is more of follows a second later.
      if (!(await removeOldUse(store, new Date()))) removedAt = performance.now();
    },
  };
}
