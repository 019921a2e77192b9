/**
 * KEYREF of api-reference §2.0: how a request names a key: by ID, by alias object (`alias/NAME`), or by an alias's URN
 * (`kms:REGION:ACCOUNT:alias:NAME`). Invariant: anything else names no key and is malformed.
 */
import { HEX_ID_PATTERN, KEY_ID_PATTERN } from "./ids";

export const ALIAS_PREFIX = "alias/";

/** Name of an alias object, without its prefix. */
export const ALIAS_NAME_PATTERN = /^[a-zA-Z0-9:/_-]{1,255}$/;

/** Where account or region is null, the caller's own is meant. */
export type AliasReference = { readonly accountId: string | null; readonly region: string | null; readonly name: string };
export type KeyReference = { readonly keyId: string } | { readonly alias: AliasReference };

/** Null when the text is none of the three forms. */
export function parseKeyReference(text: string): KeyReference | null {
  if (KEY_ID_PATTERN.test(text)) return { keyId: text };
  if (text.startsWith(ALIAS_PREFIX)) {
    const name = text.slice(ALIAS_PREFIX.length);
    return ALIAS_NAME_PATTERN.test(name) ? { alias: { accountId: null, region: null, name } } : null;
  }
  const urn = /^kms:([a-z0-9-]{1,64}):([0-9a-f]{32}):alias:(.*)$/.exec(text);
  if (urn === null) return null;
  const [, region = "", accountId = "", name = ""] = urn;
  return HEX_ID_PATTERN.test(accountId) && ALIAS_NAME_PATTERN.test(name) ? { alias: { accountId, region, name } } : null;
}

/** The text of a reference; of an alias, its URN where it says whose it is. */
export function formatKeyReference(reference: KeyReference): string {
  if ("keyId" in reference) return reference.keyId;
  const { accountId, region, name } = reference.alias;
  return accountId === null || region === null ? aliasText(name) : aliasUrn(region, accountId, name);
}

/** An alias object of the caller's own, as a reference has it. */
export function aliasText(name: string): string {
  return ALIAS_PREFIX + name;
}

/** URN of an alias object. */
export function aliasUrn(region: string, accountId: string, name: string): string {
  return `kms:${region}:${accountId}:alias:${name}`;
}
