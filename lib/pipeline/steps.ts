/**
 * The steps of a call, in their order, and what each does in which case: for one call, for many keys in one call (bulk), and for a call
 * that runs ahead on a guess. `README.md` shows them as a matrix, which a test renders from here.
 */
import { OPERATION_NAMES, OPERATIONS, type OperationName } from "#lib/operations/catalog";
import type { Effect, OperationRow } from "#lib/operations/operation";
import { findUseCase } from "./find-use-case";

export const STEPS = ["identify", "parse", "load", "authorise", "provide", "requireState", "run", "record"] as const;
export type StepName = (typeof STEPS)[number];

/** How a call comes through: by itself, as a change of many keys, or ahead, before anything has been asked. */
export const WAYS = ["call", "bulk", "ahead"] as const;
export type Way = (typeof WAYS)[number];

/** A change of many keys names them in its input: each is loaded, judged and traced by itself, within the run. */
export function isBulk(row: OperationRow): boolean {
  return row.subject === "project" && row.permissionBy !== undefined;
}

/** Only what asks the token and nothing else, and changes nothing, may run on a guess. */
export function mayRunAhead(operation: OperationName): boolean {
  return findUseCase(operation).usesTokenOnly === true;
}

/** Operations with this effect that come through this way. */
export function operationsOf(effect: Effect, way: Way): OperationName[] {
  return OPERATION_NAMES.filter((name) => {
    const row: OperationRow = OPERATIONS[name];
    if (row.effect !== effect) return false;
    if (way === "ahead") return mayRunAhead(name);
    return isBulk(row) === (way === "bulk");
  });
}
