/** Deletes one tag of a key. */
import { KmsError } from "#lib/domain/errors";
import { deleteTags } from "#lib/store/keys/tags";
import { byKey, type KeyUseCase } from "../use-case";

export const deleteKeyTag: KeyUseCase<"deleteKeyTag"> = {
  subject: "key",
  subjectOf: byKey,
  async run(input, context) {
    await context.commit(
      async (tx) => {
        if ((await deleteTags(tx, context.key, [input.tagKey])) === 0) throw new KmsError("tagNotFound");
      },
      () => ({ details: { tagKey: input.tagKey } }),
    );
  },
};
