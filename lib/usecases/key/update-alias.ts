/** Changes the alias of a key. Invariant: an alias names one key of a project, pending deletions included (design §12). */
import { updateKeyText } from "#lib/store/keys/keys";
import { byKey, type KeyUseCase } from "../use-case";

export const updateKeyAlias: KeyUseCase<"updateKeyAlias"> = {
  subject: "key",
  subjectOf: byKey,
  async run(input, context) {
    await context.commit(
      (tx) => updateKeyText(tx, context.key, { alias: input.alias }),
      () => ({ alias: input.alias, details: { previousAlias: context.key.alias } }),
    );
    return { keyId: context.key.id, alias: input.alias };
  },
};
