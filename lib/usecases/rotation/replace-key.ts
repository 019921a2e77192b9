/**
 * Rotates by hand (guide Figure 2-2): a new key with the same settings takes the key's place; the old one stays as it is, so that
 * what it encrypted can be decrypted, and the two know of each other.
 */
import { KmsError } from "#lib/domain/errors";
import type { Key } from "#lib/domain/key";
import { endOfPeriod } from "#lib/domain/rotation";
import { ALIASES_PER_KEY_MAX } from "#lib/operations/alias-operations";
import type { InputOf } from "#lib/operations/catalog";
import { insertReplacement } from "#lib/store/replacement";
import { toAliasName } from "../alias/to-alias-reply";
import { makeFirstVersion } from "../key/make-first-version";
import { newKey } from "../key/new-key";
import { realmOf } from "../realm";
import { byKeyId, type KeyUseCase, type SubjectContext } from "../use-case";

export const replaceKey: KeyUseCase<"replaceKey"> = {
  subject: "key",
  subjectOf: byKeyId,
  async run(input, context) {
    const { key: old, caller, quota } = context;
    const key = toReplacement(input, context);
    const aliases = input.aliases ?? [];
    // Whoever calls by the alias would meet a key that cannot be used.
    if (aliases.length > 0 && key.state !== "enabled") throw new KmsError("aliasMoveTooEarly", { field: "aliases" });
    const material = await makeFirstVersion(context, key);
    const inheritance = {
      tagKeys: input.tag_keys ?? [],
      grantIds: input.grant_ids ?? [],
      aliases: aliases.map(toAliasName),
      region: realmOf(caller),
      issuer: caller.userId,
      quota: { keys: quota.keys, aliases: ALIASES_PER_KEY_MAX },
    };
    const inherited = { tags: inheritance.tagKeys.length, grants: inheritance.grantIds.length, aliasObjects: aliases.join(",") };
    const made = { spec: key.spec, usage: key.usage, origin: key.origin, replaces: old.id };
    await context.commit(
      (tx) => insertReplacement(tx, old, key, material, inheritance),
      () => ({
        details: { replacedBy: key.id, newAlias: key.alias, ...inherited },
        also: [{ traceName: "createKey", resourceId: key.id, alias: key.alias, details: made }],
      }),
    );
    return { key_info: { key_id: key.id, domain_id: key.accountId }, replaced_key_id: old.id };
  },
};

/** @throws KmsError `rotationNotEnabled` when the rotation setting is asked for and there is none */
function toReplacement(input: InputOf<"replaceKey">, context: SubjectContext): Key {
  const { key: old } = context;
  const key = newKey({ ...pick(old), alias: input.key_alias }, context);
  if (input.rotation !== true) return key;
  const interval = old.rotationInterval;
  if (interval === null) throw new KmsError("rotationNotEnabled", { field: "rotation" });
  return { ...key, rotationInterval: interval, nextRotationAt: endOfPeriod(key.createdAt, interval) };
}

function pick({ description, spec, usage, origin, enterpriseProjectId }: Key) {
  return { description, spec, usage, origin, enterpriseProjectId };
}
