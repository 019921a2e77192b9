import { ALIAS_PREFIX } from "#lib/domain/key-reference";

/** The name behind the prefix, which the schema has checked. */
export function toAliasName(alias: string): string {
  return alias.slice(ALIAS_PREFIX.length);
}
