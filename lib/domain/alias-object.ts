/** Alias objects: names that point at keys and can be moved (api-reference §2.9). Not the alias of a key, which is its name. */

/** Most alias objects of one key. */
export const ALIASES_PER_KEY_MAX = 50;

/** Unique by account, region and name. */
export type AliasObject = {
  readonly accountId: string;
  readonly region: string;
  /** Without the prefix that it has in a reference. */
  readonly name: string;
  /** The key that it points at. */
  readonly keyId: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};
