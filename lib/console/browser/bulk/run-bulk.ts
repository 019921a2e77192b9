/**
 * Runs a job in chunks, so that there is progress to see and a moment to stop at. Invariant: every key of the job is afterwards in
 * exactly one of the outcome's lists.
 */
import type { ActionResult, Failure } from "../../api-failure";
import { KEYS_PER_CALL } from "../../key-change";
import type { ChangedKey } from "../../server/actions/change-keys";
import { bulkWords } from "../../words/bulk-words";
import { stateWords } from "../../words/state-words";
import { stateOf } from "../availability/key-availability";
import type { BulkJob, LeftKey } from "./bulk-job";
import type { BulkOutcome } from "./bulk-outcome";
import type { SelectedKey } from "./selected-key";
import { SKIP_CODES } from "./skip-codes";

type Send = (keyIds: readonly string[]) => Promise<ActionResult<readonly ChangedKey[]>>;
type Watch = { readonly onProgress: (done: number) => void; readonly isStopped: () => boolean };

export async function runBulk({ change, keys, leftOut }: BulkJob, send: Send, { onProgress, isStopped }: Watch): Promise<BulkOutcome> {
  const done: string[] = [];
  const skipped: LeftKey[] = [...leftOut];
  const failed: LeftKey[] = [];
  const uncertain: LeftKey[] = [];
  const notReached: LeftKey[] = [];
  let failure: Failure | null = null;
  const leave = (list: LeftKey[], some: readonly SelectedKey[], reason: string) => {
    for (const key of some) list.push({ key, reason });
  };
  for (let start = 0; start < keys.length; start += KEYS_PER_CALL) {
    const chunk = keys.slice(start, start + KEYS_PER_CALL);
    if (failure || isStopped()) {
      leave(notReached, keys.slice(start), failure ? bulkWords.notReachedAfterFailure : bulkWords.notReached);
      break;
    }
    const result = await send(chunk.map((key) => key.key_id));
    if (result.ok) {
      const byId = new Map(result.data.map((changed) => [changed.keyId, changed]));
      for (const key of chunk) {
        const changed = byId.get(key.key_id);
        if (changed?.reason === null) done.push(key.key_id);
        else if (changed && SKIP_CODES.has(changed.code)) skipped.push(skip(change, key, changed.state, changed.reason));
        else failed.push({ key: withState(key, changed?.state), reason: changed?.reason ?? bulkWords.notNamed });
      }
    } else {
      failure = result.failure;
      if (failure.kind === "lost") leave(uncertain, chunk, failure.code ? failure.message : bulkWords.lost(bulkWords.past[change]));
      else leave(failed, chunk, failure.message);
    }
    onProgress(Math.min(start + KEYS_PER_CALL, keys.length));
  }
  return { change, done, skipped, failed, uncertain, notReached, requestId: failure?.requestId ?? "" };
}

/** In the words of the state that the API saw; where that allows the change, the API's own sentence. */
function skip(change: BulkJob["change"], key: SelectedKey, state: string, sentence: string): LeftKey {
  const seen = withState(key, state);
  const isOfTags = change === "addTags" || change === "removeTags";
  const current = stateOf(seen);
  const reason = isOfTags || !current ? undefined : stateWords.reason(change, current);
  return { key: seen, reason: reason ?? sentence };
}

/** As the API saw it last; "" where it saw none. */
function withState(key: SelectedKey, state: string | undefined): SelectedKey {
  return state ? { ...key, key_state: state as SelectedKey["key_state"] } : key;
}
