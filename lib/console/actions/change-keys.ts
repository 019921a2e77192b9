"use server";
import { type ActionResult, ApiFailure } from "../api-failure";
import type { ChangedKey } from "../bulk-outcome";
import { CHANGE_WORDS, type KeyChange } from "../change-words";
import { CHANGE_OPERATIONS } from "../key-availability";
import { performOperation } from "../perform-operation";
import { runAction } from "../run-action";

/** Calls under way at once: enough to be quick, few enough to leave the API to others. */
const CONCURRENCY = 4;
const MAX_KEYS = 1000;

/**
 * Changes the state of one or more keys, each by its own call and with its own trace.
 * @param pendingDays for `scheduleDeletion`: days until the key is destroyed
 * @returns one result per key, in the order given
 */
export async function changeKeys(
  projectId: string,
  change: KeyChange,
  keyIds: readonly string[],
  pendingDays?: number,
): Promise<ActionResult<ChangedKey[]>> {
  return runAction(async () => {
    if (!Object.hasOwn(CHANGE_WORDS, change) || keyIds.length > MAX_KEYS) throw new Error("Not a change of keys.");
    const results: ChangedKey[] = [];
    const changeOne = async (keyId: string, place: number) => {
      try {
        if (change === "scheduleDeletion") {
          await performOperation("scheduleKeyDeletion", projectId, { key_id: keyId, pending_days: pendingDays ?? "" });
        } else {
          await performOperation(CHANGE_OPERATIONS[change], projectId, { key_id: keyId });
        }
        results[place] = { keyId, failure: null };
      } catch (error) {
        if (!(error instanceof ApiFailure)) throw error;
        results[place] = { keyId, failure: error.failure };
      }
    };
    for (let start = 0; start < keyIds.length; start += CONCURRENCY) {
      await Promise.all(keyIds.slice(start, start + CONCURRENCY).map((keyId, index) => changeOne(keyId, start + index)));
    }
    return results;
  });
}
