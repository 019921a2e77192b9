/** What the overview is asked for, as far as who looks may know it. */
import { OVERVIEW_RANGE_NAMES, type OverviewRange } from "#lib/domain/overview/overview";
import type { OperationName } from "#lib/operations/catalog";
import type { RequestOf } from "#lib/wire/catalog";

/** @param text of the address; anything else is the shortest range */
export function readRange(text: string | null | undefined): OverviewRange {
  return OVERVIEW_RANGE_NAMES.find((name) => name === text) ?? "24h";
}

/** For the screen. @param mayDo operations that the user's rights include */
export function overviewInput(mayDo: readonly OperationName[], range: OverviewRange): RequestOf<"describeOverview"> {
  return {
    ...attentionInput(mayDo),
    with_keys: true,
    ...(mayDo.includes("describeKey") && { range }),
    ...(mayDo.includes("listTraces") && { with_callers: true }),
  };
}

/** For the count in the navigation. */
export function attentionInput(mayDo: readonly OperationName[]): RequestOf<"describeOverview"> {
  return mayDo.includes("describeKey") ? { with_use: true } : {};
}
