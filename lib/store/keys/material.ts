/** Imported material in the database. Invariant: a version takes only the material it had first. */
import { timingSafeEqual } from "node:crypto";
import { KmsError } from "#lib/domain/errors";
import type { Key } from "#lib/domain/key";
import { canTransition } from "#lib/domain/key-state";
import type { ImportedMaterial } from "#lib/hsm/port";
import { openBooks } from "../books/change-books";
import { keyBook } from "../books/key-book";
import { inTransaction } from "../database/run-sql";
import type { Transaction } from "../database/transaction";
import type { Store } from "../open";
import { fromModel } from "./key-row";
import { toColumns, transitionKey } from "./keys";

/**
 * Gives a key that waits for it its material, and enables it.
 * @param expiresAt null for never
 * @throws KmsError `materialDiffers`, `keyNotPendingImport`, `keyNotFound`; nothing is changed then
 */
export async function storeMaterial(tx: Transaction, key: Key, imported: ImportedMaterial, expiresAt: Date | null): Promise<Key> {
  // Locks the row, so that of two imports the second sees what the first has stored.
  const after = await transitionKey(tx, key, "importMaterial", { materialExpiresAt: expiresAt });
  const where = { keyId_version: { keyId: key.id, version: key.primaryVersion } };
  const { checkValue } = await tx.keyVersion.findUniqueOrThrow({ where });
  const isSame = checkValue === null || (imported.checkValue !== null && isEqual(checkValue, imported.checkValue));
  if (!isSame) throw new KmsError("materialDiffers", { field: "encrypted_key_material" });
  const data = { ...toColumns(imported), checkValue: imported.checkValue && new Uint8Array(imported.checkValue) };
  await tx.keyVersion.update({ where, data });
  return after;
}

/** Whether the key has had material, so that it takes no other. Pairs, whose material is not deleted apart from them, never have. */
export async function hadMaterial(store: Pick<Store, "prisma">, key: Pick<Key, "id" | "primaryVersion">): Promise<boolean> {
  const where = { keyId_version: { keyId: key.id, version: key.primaryVersion } };
  const version = await store.prisma.keyVersion.findUnique({ where, select: { checkValue: true } });
  return version !== null && version.checkValue !== null;
}

/** Destroys the material and leaves the key waiting for the same again. @throws KmsError `materialNotDeletable`, `keyNotFound` */
export async function deleteMaterial(tx: Transaction, key: Key): Promise<Key> {
  const after = await transitionKey(tx, key, "deleteMaterial", { materialExpiresAt: null });
  await destroyBlobs(tx, key);
  return after;
}

/**
 * Destroys material whose time is over by both clocks, the database's and `now`; a key that is pending deletion stays so.
 * @param only one key, for which it waits; null for any that nobody else is at, a hundred at most
 * @returns the keys after it
 */
export async function destroyExpired(tx: Transaction, now: Date, only: string | null): Promise<Key[]> {
  const due =
    only === null
      ? await tx.$queryRaw<{ id: string }[]>`
          select id from cmk where material_expires_at <= ${now} and material_expires_at <= clock_timestamp() order by material_expires_at limit 100 for update skip locked`
      : await tx.$queryRaw<
          { id: string }[]
        >`select id from cmk where id = ${only} and material_expires_at <= ${now} and material_expires_at <= clock_timestamp() for update`;
  const destroyed: Key[] = [];
  // One whose rows somebody else has written is of no use to anybody, and nobody shall say that it was the product that ended it.
  const altered = await openBooks(
    inTransaction(tx),
    due.map(({ id }) => keyBook(id)),
    { areLocked: true },
  );
  for (const { id } of due) {
    if (altered.has(keyBook(id))) continue;
    const key = fromModel(await tx.key.findUniqueOrThrow({ where: { id } }));
    if (canTransition(key.state, "deleteMaterial")) {
      destroyed.push(await deleteMaterial(tx, key));
    } else {
      await destroyBlobs(tx, key);
      destroyed.push(fromModel(await tx.key.update({ where: { id }, data: { materialExpiresAt: null } })));
    }
  }
  return destroyed;
}

/** Those of the project's keys whose material is past its time and not destroyed yet. */
export async function findExpired(store: Store, projectId: string, ids: readonly string[], now: Date): Promise<string[]> {
  const rows = await store.list<{ id: string }>("select id from cmk where project_id = $1 and material_expires_at <= $2 and id = any($3)", [
    projectId,
    now,
    ids,
  ]);
  return rows.map(({ id }) => id);
}

/** Which of these keys have no material any more, are gone, or were destroyed, whoever has brought their rows back. */
export async function findWithoutMaterial(store: Pick<Store, "prisma">, keyIds: readonly string[]): Promise<string[]> {
  const rows = await store.prisma.$queryRaw<{ id: string }[]>`
    select asked.id from unnest(${keyIds as string[]}::text[]) as asked (id)
    where not exists (select 1 from key_version v where v.key_id = asked.id and v.wrapped is not null)
      or exists (select 1 from key_tombstone s where s.key_id = asked.id)`;
  return rows.map(({ id }) => id);
}

async function destroyBlobs(tx: Transaction, key: Pick<Key, "id">): Promise<void> {
  await tx.keyVersion.updateMany({ where: { keyId: key.id }, data: toColumns(null) });
}

function isEqual(stored: Uint8Array, given: Uint8Array): boolean {
  return stored.byteLength === given.byteLength && timingSafeEqual(stored, given);
}
