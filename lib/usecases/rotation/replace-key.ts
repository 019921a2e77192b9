/**
 * Rotates by hand (guide Figure 2-2): a new key with the same settings takes the key's place; the old one stays as it is, so that
 * what it encrypted can be decrypted, and the two know of each other.
 */
import { ALIASES_PER_KEY_MAX } from "#lib/domain/alias-object";
import { KmsError } from "#lib/domain/errors";
import type { Grant } from "#lib/domain/grant";
import type { Key } from "#lib/domain/key";
import { aliasText } from "#lib/domain/key-reference";
import { endOfPeriod } from "#lib/domain/rotation";
import type { InputOf } from "#lib/operations/catalog";
import { insertReplacement } from "#lib/store/keys/replacement";
import { toGrantNote } from "../grant/grant-note";
import { newKey } from "../key/new-key";
import { withFirstVersion } from "../key/with-first-version";
import { realmOf } from "../realm";
import { byKey, type KeyUseCase, type SubjectContext } from "../use-case";

export const replaceKey: KeyUseCase<"replaceKey"> = {
  subject: "key",
  usesMaterial: true,
  subjectOf: byKey,
  async run(input, context) {
    const { key: old, caller, quota } = context;
    const key = toReplacement(input, context);
    const aliases = input.aliases ?? [];
    if (key.state !== "enabled") requireNothingThatUses(input);
    const inheritance = {
      tagKeys: input.tagKeys ?? [],
      grantIds: input.grantIds ?? [],
      aliases,
      region: realmOf(caller),
      issuer: caller.userId,
      quota: { keys: quota.keys, aliases: ALIASES_PER_KEY_MAX },
    };
    const inherited = {
      tags: inheritance.tagKeys.length,
      tagKeys: inheritance.tagKeys.join(","),
      grants: inheritance.grantIds.length,
      aliasObjects: aliases.map(aliasText).join(","),
    };
    const made = { spec: key.spec, usage: key.usage, origin: key.origin, replaces: old.id };
    const noteOf = (grants: readonly Grant[]) => {
      const ofNew = { resourceId: key.id, alias: key.alias };
      return {
        details: { replacedBy: key.id, newAlias: key.alias, ...inherited },
        also: [
          { traceName: "createKey", ...ofNew, details: made },
          ...grants.map((grant) => ({ traceName: "createGrant", ...ofNew, ...toGrantNote(grant) })),
          ...aliases.map((alias) => ({ traceName: "associateAlias", ...ofNew, details: { aliasObject: aliasText(alias) } })),
        ],
      };
    };
    await withFirstVersion(context, key, (material) =>
      context.commit((tx) => insertReplacement(tx, old, key, material, inheritance), noteOf),
    );
    return { key: { id: key.id, accountId: key.accountId }, replacedKeyId: old.id };
  },
};

/** Whoever calls by the alias would meet a key that cannot be used; and grants are made on enabled keys only. */
function requireNothingThatUses({ aliases = [], grantIds = [] }: InputOf<"replaceKey">): void {
  if (aliases.length > 0) throw new KmsError("aliasMoveTooEarly", { field: "aliases" });
  if (grantIds.length > 0) throw new KmsError("keyNotEnabled", { field: "grantIds", message: GRANTS_TOO_EARLY });
}

const GRANTS_TOO_EARLY = "A key that still waits for its key material takes no grants. Create them after the import.";

/** @throws KmsError `rotationNotEnabled` when the rotation setting is asked for and there is none */
function toReplacement(input: InputOf<"replaceKey">, context: SubjectContext): Key {
  const { key: old } = context;
  const key = newKey({ ...pick(old), alias: input.alias }, context);
  if (input.rotation !== true) return key;
  const interval = old.rotationInterval;
  if (interval === null) throw new KmsError("rotationNotEnabled", { field: "rotation" });
  return { ...key, rotationInterval: interval, nextRotationAt: endOfPeriod(key.createdAt, interval) };
}

function pick({ description, spec, usage, origin, enterpriseProjectId }: Key) {
  return { description, spec, usage, origin, enterpriseProjectId };
}
