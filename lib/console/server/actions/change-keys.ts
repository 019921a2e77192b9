"use server";
import type { Tag } from "#lib/domain/tag";
import type { ActionResult } from "../../api-failure";
import { BULK_ACTIONS, type BulkChange, CHANGE_OPERATIONS, CONFIRMED_CHANGES, KEYS_PER_CALL, type KeyChange } from "../../key-change";
import { performOperation } from "../perform-operation";
import { runAction } from "../run-action";

/** What became of one key. `reason` is null and `code` "" where the change was made. */
export type ChangedKey = { readonly keyId: string; readonly state: string; readonly code: string; readonly reason: string | null };

/**
 * Changes the state of one key.
 * @param pendingDays for `scheduleDeletion`: days until the key is destroyed
 */
export async function changeKey(projectId: string, change: KeyChange, keyId: string, pendingDays?: number): Promise<ActionResult<null>> {
  return runAction(async () => {
    if (!CONFIRMED_CHANGES.includes(change)) throw new Error("Not a change of a key.");
    if (change === "scheduleDeletion") {
      await performOperation("scheduleKeyDeletion", projectId, { key_id: keyId, pending_days: pendingDays ?? "" });
    } else {
      await performOperation(CHANGE_OPERATIONS[change], projectId, { key_id: keyId });
    }
    return null;
  });
}

/** Changes up to `KEYS_PER_CALL` keys, each with its own trace. @returns one result per key, in the order given */
export async function changeKeys(
  projectId: string,
  change: BulkChange,
  keyIds: readonly string[],
  { pendingDays, tags }: { readonly pendingDays?: number; readonly tags?: readonly Tag[] },
): Promise<ActionResult<ChangedKey[]>> {
  return runAction(async () => {
    if (!Object.hasOwn(BULK_ACTIONS, change) || keyIds.length > KEYS_PER_CALL) throw new Error("Not a change of keys.");
    const { results } = await performOperation("changeKeys", projectId, {
      action: BULK_ACTIONS[change],
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
