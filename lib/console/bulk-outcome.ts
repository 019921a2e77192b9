/** What became of a change to several keys, in one line: "3 disabled · 1 skipped". */
import type { Failure } from "./api-failure";
import { CHANGE_WORDS, type KeyChange } from "./change-words";

export type ChangedKey = { readonly keyId: string; readonly failure: Failure | null };
export type SkippedKey = { readonly keyId: string; readonly alias: string; readonly reason: string; readonly requestId: string };

export type BulkOutcome = {
  readonly done: readonly string[];
  /** Refused for a reason of the key. */
  readonly skipped: readonly SkippedKey[];
  /** Not done through no fault of the key: the service failed. */
  readonly failed: readonly SkippedKey[];
};

/**
 * @param notSent keys left out beforehand, with the state table's reason
 * @param results the API's answer for each key that was sent
 */
export function toOutcome(notSent: readonly SkippedKey[], results: readonly ChangedKey[], aliasOf: (keyId: string) => string): BulkOutcome {
  const refused = (isRefusal: (failure: Failure) => boolean) =>
    results.flatMap(({ keyId, failure }) =>
      failure && isRefusal(failure) ? [{ keyId, alias: aliasOf(keyId), reason: failure.message, requestId: failure.requestId }] : [],
    );
  return {
    done: results.filter(({ failure }) => !failure).map(({ keyId }) => keyId),
    skipped: [...notSent, ...refused((failure) => failure.status < 500)],
    failed: refused((failure) => failure.status >= 500),
  };
}

export function outcomeLine(change: KeyChange, outcome: BulkOutcome): string {
  const parts = [`${outcome.done.length} ${CHANGE_WORDS[change].past}`];
  if (outcome.skipped.length > 0) parts.push(`${outcome.skipped.length} skipped`);
  if (outcome.failed.length > 0) parts.push(`${outcome.failed.length} failed`);
  return parts.join(" · ");
}
