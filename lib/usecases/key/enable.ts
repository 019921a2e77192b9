/** Enables a key by one conditional update in the transaction of its trace; once answered, it is in force for every later call. */
import { KEY_STATES } from "#lib/domain/key-state";
import { transitionKey } from "#lib/store/keys/keys";
import { byKeyId, type KeyUseCase } from "../use-case";

export const enableKey: KeyUseCase<"enableKey"> = {
  subject: "key",
  subjectOf: byKeyId,
  async run(_input, context) {
    const key = await context.commit(
      (tx) => transitionKey(tx, context.key, "enable"),
      () => ({}),
    );
    return { key_info: { key_id: key.id, key_state: KEY_STATES[key.state].wire } };
  },
};
