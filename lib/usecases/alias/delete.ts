/** Deletes alias objects of a key: all that are named, or none. */
import { deleteAliases as deleteStoredAliases } from "#lib/store/keys/key-aliases";
import { realmOf } from "../realm";
import { byKeyId, type KeyUseCase } from "../use-case";
import { toAliasName } from "./to-alias-reply";

export const deleteAliases: KeyUseCase<"deleteAliases"> = {
  subject: "key",
  subjectOf: byKeyId,
  async run(input, { caller, key, commit }) {
    await commit(
      (tx) => deleteStoredAliases(tx, key, realmOf(caller), input.aliases.map(toAliasName)),
      () => ({ details: { aliasObjects: input.aliases.join(",") } }),
    );
    return undefined;
  },
};
