/** Creates an alias object for a key. */
import { ALIASES_PER_KEY_MAX } from "#lib/domain/alias-object";
import { aliasText } from "#lib/domain/key-reference";
import { insertAlias } from "#lib/store/keys/key-aliases";
import { realmOf } from "../realm";
import { byKey, type KeyUseCase } from "../use-case";

export const createAlias: KeyUseCase<"createAlias"> = {
  subject: "key",
  subjectOf: byKey,
  run({ name }, { caller, key, now, commit }) {
    const place = { region: realmOf(caller), name };
    return commit(
      (tx) => insertAlias(tx, key, place, ALIASES_PER_KEY_MAX, now()),
      () => ({ details: { aliasObject: aliasText(name) } }),
    );
  },
};
