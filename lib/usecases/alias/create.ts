/** Creates an alias object for a key. */
import { ALIASES_PER_KEY_MAX } from "#lib/operations/alias-operations";
import { insertAlias } from "#lib/store/keys/key-aliases";
import { realmOf } from "../realm";
import { byKeyId, type KeyUseCase } from "../use-case";
import { toAliasName, toAliasReply } from "./to-alias-reply";

export const createAlias: KeyUseCase<"createAlias"> = {
  subject: "key",
  subjectOf: byKeyId,
  async run(input, { caller, key, now, commit }) {
    const place = { region: realmOf(caller), name: toAliasName(input.alias) };
    const made = await commit(
      (tx) => insertAlias(tx, key, place, ALIASES_PER_KEY_MAX, now()),
      () => ({ details: { aliasObject: input.alias } }),
    );
    return toAliasReply(made);
  },
};
