/** Changes the alias of a key. Invariant: an alias names one key of a project, pending deletions included (design §12). */
import { updateKeyText } from "#lib/store/keys/keys";
import { byKeyId, type KeyUseCase } from "../use-case";

export const updateKeyAlias: KeyUseCase<"updateKeyAlias"> = {
  subject: "key",
  subjectOf: byKeyId,
  async run(input, context) {
    await context.commit(
      (tx) => updateKeyText(tx, context.key, { alias: input.key_alias }),
      () => ({ alias: input.key_alias, details: { previousAlias: context.key.alias } }),
    );
    return { key_info: { key_id: context.key.id, key_alias: input.key_alias } };
  },
};
