/**
 * Points an alias object at another key of the same project; the next call by that alias uses the new key. Invariant: it is taken from no key
 * that the caller has no right to.
 */
import { ALIASES_PER_KEY_MAX } from "#lib/domain/alias-object";
import { KmsError } from "#lib/domain/errors";
import { aliasText } from "#lib/domain/key-reference";
import { findAliasHolder, moveAlias } from "#lib/store/keys/key-aliases";
import { realmOf } from "../realm";
import { byKey, type KeyUseCase } from "../use-case";

export const associateAlias: KeyUseCase<"associateAlias"> = {
  subject: "key",
  subjectOf: byKey,
  async run({ name }, { caller, key, now, commit, rights }) {
    const place = { region: realmOf(caller), name };
    const { alias } = await commit(
      async (tx) => {
        const holder = await findAliasHolder(tx, key, place);
        if (holder !== null && !(await rights.judge([holder], tx)).get(holder)?.isAllowed) throw new KmsError("notPermitted");
        return { alias: await moveAlias(tx, key, place, ALIASES_PER_KEY_MAX, now()), holder };
      },
      ({ holder }) => ({ details: { aliasObject: aliasText(name), previousKey: holder ?? "" } }),
    );
    return alias;
  },
};
