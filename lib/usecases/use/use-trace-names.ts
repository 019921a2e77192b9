/** What lets a key's material work. */
import { OPERATIONS } from "#lib/operations/catalog";
import type { OperationRow } from "#lib/operations/operation";

/** Trace names of operations that use a key. */
export const USE_TRACE_NAMES: readonly string[] = Object.values<OperationRow>(OPERATIONS).flatMap(({ effect, subject, traceName }) =>
  effect === "use" && subject === "key" ? [traceName] : [],
);
