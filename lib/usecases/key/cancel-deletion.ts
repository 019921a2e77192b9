/** Cancels a scheduled deletion: the key is Disabled then, or Pending import again when it has no material (guide §2.4.5). */
import { cancelDeletionEvent } from "#lib/domain/key-state";
import { hasMaterial, transitionKey } from "#lib/store/keys/keys";
import { byKey, type KeyUseCase } from "../use-case";

export const cancelKeyDeletion: KeyUseCase<"cancelKeyDeletion"> = {
  subject: "key",
  subjectOf: byKey,
  async run(_input, context) {
    const key = await context.commit(
      async (tx) => transitionKey(tx, context.key, cancelDeletionEvent(await hasMaterial(tx, context.key)), { scheduledDeletionAt: null }),
      (after) => ({ details: { state: after.state } }),
    );
    return { keyId: key.id, state: key.state };
  },
};
