/** Deletes alias objects of a key: all that are named, or none. */
import { aliasText } from "#lib/domain/key-reference";
import { deleteAliases as deleteStoredAliases } from "#lib/store/keys/key-aliases";
import { realmOf } from "../realm";
import { byKey, type KeyUseCase } from "../use-case";

export const deleteAliases: KeyUseCase<"deleteAliases"> = {
  subject: "key",
  subjectOf: byKey,
  async run({ names }, { caller, key, commit }) {
    await commit(
      (tx) => deleteStoredAliases(tx, key, realmOf(caller), names),
      () => ({ details: { aliasObjects: names.map(aliasText).join(",") } }),
    );
  },
};
