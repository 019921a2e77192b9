/** Changes the description of a key. The text itself stays out of the trace: people write anything there. */
import { updateKeyText } from "#lib/store/keys/keys";
import { byKeyId, type KeyUseCase } from "../use-case";

export const updateKeyDescription: KeyUseCase<"updateKeyDescription"> = {
  subject: "key",
  subjectOf: byKeyId,
  async run(input, context) {
    await context.commit(
      (tx) => updateKeyText(tx, context.key, { description: input.key_description }),
      () => ({}),
    );
    return { key_info: { key_id: context.key.id, key_description: input.key_description } };
  },
};
