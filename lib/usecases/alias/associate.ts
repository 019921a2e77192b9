/** Points an alias object at another key of the same project; the next call by that alias uses the new key. */
import { ALIASES_PER_KEY_MAX } from "#lib/domain/alias-object";
import { aliasText } from "#lib/domain/key-reference";
import { moveAlias } from "#lib/store/keys/key-aliases";
import { realmOf } from "../realm";
import { byKey, type KeyUseCase } from "../use-case";

export const associateAlias: KeyUseCase<"associateAlias"> = {
  subject: "key",
  subjectOf: byKey,
  run({ name }, { caller, key, now, commit }) {
    const place = { region: realmOf(caller), name };
    return commit(
      (tx) => moveAlias(tx, key, place, ALIASES_PER_KEY_MAX, now()),
      () => ({ details: { aliasObject: aliasText(name) } }),
    );
  },
};
