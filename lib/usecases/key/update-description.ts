/** Changes the description of a key. The text itself stays out of the trace: people write anything there. */
import { updateKeyText } from "#lib/store/keys/keys";
import { byKey, type KeyUseCase } from "../use-case";

export const updateKeyDescription: KeyUseCase<"updateKeyDescription"> = {
  subject: "key",
  subjectOf: byKey,
  async run(input, context) {
    await context.commit(
      (tx) => updateKeyText(tx, context.key, { description: input.description }),
      () => ({}),
    );
    return { keyId: context.key.id, description: input.description };
  },
};
