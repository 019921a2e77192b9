/** Points an alias object at another key of the same project; the next call by that alias uses the new key. */
import { ALIASES_PER_KEY_MAX } from "#lib/operations/alias-operations";
import { moveAlias } from "#lib/store/keys/key-aliases";
import { realmOf } from "../realm";
import { byKeyId, type KeyUseCase } from "../use-case";
import { toAliasName, toAliasReply } from "./to-alias-reply";

export const associateAlias: KeyUseCase<"associateAlias"> = {
  subject: "key",
  subjectOf: ({ target_key_id }) => byKeyId({ key_id: target_key_id }),
  async run(input, { caller, key, now, commit }) {
    const place = { region: realmOf(caller), name: toAliasName(input.alias) };
    const moved = await commit(
      (tx) => moveAlias(tx, key, place, ALIASES_PER_KEY_MAX, now()),
      () => ({ details: { aliasObject: input.alias } }),
    );
    return toAliasReply(moved);
  },
};
