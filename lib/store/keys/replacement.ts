/**
 * A key takes another one's place (guide Figure 2-2: manual rotation). Invariant: the new key, what it inherits and the note that
 * links the two are one transaction; whatever cannot be inherited undoes all of it.
 */
import { KmsError } from "#lib/domain/errors";
import type { Grant } from "#lib/domain/grant";
import { newGrantId } from "#lib/domain/ids";
import type { Key, WrappedMaterial } from "#lib/domain/key";
import { openBook } from "../books/change-books";
import { keyBook } from "../books/key-book";
import { inTransaction } from "../database/run-sql";
import type { Transaction } from "../database/transaction";
import { moveAlias } from "./key-aliases";
import { lockAlias } from "./key-reservations";
import { insertKey, requireEditable } from "./keys";

export type Inheritance = {
  readonly tagKeys: readonly string[];
  readonly grantIds: readonly string[];
  /** Names of alias objects, without their prefix. */
  readonly aliases: readonly string[];
  readonly region: string;
  /** User ID of whoever replaces the key, and so issues the new grants. */
  readonly issuer: string;
  readonly quota: { readonly keys: number; readonly aliases: number };
};

/**
 * @param material null for a key that waits for its import
 * @returns the grants that were made for the new key
 * @throws KmsError `keyPendingDeletion`, `keyNotFound`, those of `insertKey` and `moveAlias`, `tagNotFound`, `grantIdInvalid`
 */
export async function insertReplacement(
  tx: Transaction,
  old: Pick<Key, "id" | "projectId" | "accountId">,
  key: Key,
  material: WrappedMaterial | null,
  { tagKeys, grantIds, aliases, region, issuer, quota }: Inheritance,
): Promise<Grant[]> {
  await lockAlias(tx, key);
  await requireEditable(tx, old);
  await openBook(inTransaction(tx), keyBook(old.id));
  await insertKey(tx, key, material, quota.keys);
  await openBook(inTransaction(tx), keyBook(key.id));
  const tags = await tx.tag.findMany({ where: { keyId: old.id, key: { in: [...tagKeys] } } });
  if (tags.length !== new Set(tagKeys).size) throw new KmsError("tagNotFound", { field: "tag_keys" });
  await tx.tag.createMany({ data: tags.map((tag) => ({ ...tag, keyId: key.id })) });
  const grants = await tx.grant.findMany({ where: { keyId: old.id, id: { in: [...grantIds] } } });
  if (grants.length !== new Set(grantIds).size) throw new KmsError("grantIdInvalid", { field: "grant_ids" });
  const made = { keyId: key.id, issuer, createdAt: key.createdAt, byGrantee: false };
  const inherited = grants.map((grant) => ({ ...grant, ...made, id: newGrantId() }));
  await tx.grant.createMany({ data: inherited });
  for (const name of [...new Set(aliases)].sort()) {
    if ((await tx.keyAlias.count({ where: { accountId: old.accountId, region, name, keyId: old.id } })) === 0) {
      throw new KmsError("aliasObjectNotFound", { field: "aliases" });
    }
    await moveAlias(tx, key, { region, name }, quota.aliases, key.createdAt);
  }
  await tx.key.update({ where: { id: old.id }, data: { replacedBy: key.id } });
  return inherited as Grant[];
}
