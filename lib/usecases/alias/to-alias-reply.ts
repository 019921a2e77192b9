/** An alias object as the wire has it; times in ISO 8601 to the second (api-reference §2.9). */
import { ALIAS_PREFIX, aliasUrn } from "#lib/domain/key-reference";
import type { OutputOf } from "#lib/operations/catalog";
import type { AliasRecord } from "#lib/store/keys/key-aliases";

export function toAliasReply({ accountId, region, name, keyId, createdAt, updatedAt }: AliasRecord): OutputOf<"createAlias"> {
  return {
    domain_id: accountId,
    key_id: keyId,
    alias: `${ALIAS_PREFIX}${name}`,
    alias_urn: aliasUrn(region, accountId, name),
    create_time: toSeconds(createdAt),
    update_time: toSeconds(updatedAt),
  };
}

/** The name behind the prefix, which the schema has checked. */
export function toAliasName(alias: string): string {
  return alias.slice(ALIAS_PREFIX.length);
}

function toSeconds(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, "Z");
}
