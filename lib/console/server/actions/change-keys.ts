"use server";
import type { ActionResult } from "../../api-failure";
import { CHANGE_OPERATIONS } from "../../browser/availability/key-availability";
import { BULK_ACTS, type BulkAct, type BulkDetails } from "../../browser/bulk/bulk-job";
import { CHUNK, type ChangedKey } from "../../browser/bulk/run-bulk";
import { CHANGE_WORDS, type KeyChange } from "../../words/change-words";
import { performOperation } from "../perform-operation";
import { runAction } from "../run-action";

/**
 * Changes the state of one key.
 * @param pendingDays for `scheduleDeletion`: days until the key is destroyed
 */
export async function changeKey(projectId: string, change: KeyChange, keyId: string, pendingDays?: number): Promise<ActionResult<null>> {
  return runAction(async () => {
    if (!Object.hasOwn(CHANGE_WORDS, change)) throw new Error("Not a change of a key.");
    if (change === "scheduleDeletion") {
      await performOperation("scheduleKeyDeletion", projectId, { key_id: keyId, pending_days: pendingDays ?? "" });
    } else {
      await performOperation(CHANGE_OPERATIONS[change], projectId, { key_id: keyId });
    }
    return null;
  });
}

/** Changes a chunk of keys, each with its own trace. @returns one result per key, in the order given */
export async function changeKeys(
  projectId: string,
  act: BulkAct,
  keyIds: readonly string[],
  { pendingDays, tags }: BulkDetails,
): Promise<ActionResult<ChangedKey[]>> {
  return runAction(async () => {
    if (!Object.hasOwn(BULK_ACTS, act) || keyIds.length > CHUNK) throw new Error("Not a change of keys.");
    const { results } = await performOperation("changeKeys", projectId, {
      action: BULK_ACTS[act].action,
      key_ids: [...keyIds],
      pending_days: pendingDays,
      tags: tags && [...tags],
    });
    return results.map(({ key_id, key_state, error_code, error_msg }) => ({
      keyId: key_id,
      state: key_state,
      code: error_code,
      reason: error_code === "" ? null : error_msg,
    }));
  });
}
