/** Keys in the database: rows in, domain types out. Invariant: a state changes only by a row of the transition table. */

import { KmsError } from "#lib/domain/errors";
import type { Key, MaterialBinding, WrappedMaterial } from "#lib/domain/key";
import { type KeyEvent, type KeyState, TRANSITIONS, transitionRefusal } from "#lib/domain/key-state";
import { beginWrittenBook, noteLines, openBook } from "../books/change-books";
import { KEY_LINE, keyBook, newKeyLines } from "../books/key-book";
import { isUniqueBroken } from "../database/faults";
import { inTransaction } from "../database/run-sql";
import type { SqlTransaction, Transaction } from "../database/transaction";
import { Prisma } from "../generated/client";
import type { Store } from "../open";
import { lockAlias, requireUnreserved, takePlace } from "./key-reservations";
import { fromModel } from "./key-row";

/**
 * Inserts a key with its first version and counts it against the project's quota. It takes the place that was reserved for it, where
 * one was; a reservation that has lapsed is no loss unless somebody else has taken the place.
 * @param material null for a key that waits for its import
 * @throws KmsError `keyQuotaReached`, `aliasTaken`
 */
export async function insertKey(tx: Transaction, key: Key, material: WrappedMaterial | null, quota: number): Promise<void> {
  await takePlace(tx, key, quota);
  await insertWithVersion(tx, key, material, true);
}

/**
 * Inserts a default master key, which counts against no quota, unless the project has it by now.
 * @returns whether it was inserted
 * @throws KmsError `aliasTaken` where another key has its alias
 */
export async function insertDefaultKey(tx: Transaction, key: Key, material: WrappedMaterial | null): Promise<boolean> {
  await lockAlias(tx, key);
  const [present] = await tx.$queryRaw<{ isDefault: boolean }[]>`
    select is_default as "isDefault" from cmk where project_id = ${key.projectId} and alias = ${key.alias}`;
  if (present?.isDefault === true) return false;
  if (present !== undefined) throw new KmsError("aliasTaken");
  await insertWithVersion(tx, key, material, false);
  return true;
}

/** @param isCounted whether the project has one key more of those that its quota is about */
async function insertWithVersion(tx: Transaction, key: Key, material: WrappedMaterial | null, isCounted: boolean): Promise<void> {
  beginWrittenBook(inTransaction(tx), keyBook(key.id), newKeyLines(key, material));
  const at = (time: Date | null) => time?.toISOString() ?? null;
  const hex = (bytes: Uint8Array | null | undefined) => (bytes ? Buffer.from(bytes).toString("hex") : null);
  try {
    await inTransaction(tx)(INSERT_WITH_VERSION, [
      ...[key.id, key.accountId, key.projectId, key.alias, key.description, key.spec, key.usage, key.origin, key.state, key.isDefault],
      ...[key.primaryVersion, key.enterpriseProjectId, at(key.createdAt), at(key.scheduledDeletionAt), at(key.materialExpiresAt)],
      ...[key.rotationInterval, at(key.nextRotationAt), at(key.lastRotationAt), key.rotationCount, key.replacedBy],
      ...[hex(material?.wrapped), material?.domainKey ?? 1, hex(material?.publicKey), hex(material?.bindingMac), isCounted],
    ]);
  } catch (error) {
    throw asAliasTaken(error);
  }
}

/** Key and version at once, since a key that is made costs its caller each trip to the database. */
const INSERT_WITH_VERSION = `with counted as (update project set key_count = key_count + 1 where id = $3 and $25::boolean), key as (insert into cmk (id, account_id, project_id, alias, description, spec, usage, origin, state, is_default,
    primary_version, enterprise_project_id, created_at, scheduled_deletion_at, material_expires_at, rotation_interval, next_rotation_at,
    last_rotation_at, rotation_count, replaced_by)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::boolean, $11::int, $12, $13::timestamptz, $14::timestamptz, $15::timestamptz, $16::int,
    $17::timestamptz, $18::timestamptz, $19::int, $20) returning id)
  insert into key_version (key_id, version, wrapped, domain_key, public_key, binding_mac, created_at)
  select id, $11::int, decode($21, 'hex'), $22::int, decode($23, 'hex'), decode($24, 'hex'), $13::timestamptz from key`;

/** The columns of a version's material. */
export function toColumns(material: WrappedMaterial | null) {
  if (material === null) return { wrapped: null, publicKey: null, bindingMac: null };
  return {
    wrapped: new Uint8Array(material.wrapped),
    domainKey: material.domainKey,
    publicKey: material.publicKey && new Uint8Array(material.publicKey),
    bindingMac: new Uint8Array(material.bindingMac),
  };
}

/**
 * Makes one transition, on condition that the key is still in a state the table allows.
 * @param dates those that change with it
 * @returns the key after it
 * @throws KmsError the table's refusal when the state is another by now, `keyNotFound` when the key is gone
 */
export async function transitionKey(
  tx: Transaction,
  key: Pick<Key, "id" | "projectId">,
  event: KeyEvent,
  dates: Partial<Pick<Key, "scheduledDeletionAt" | "materialExpiresAt">> = {},
): Promise<Key> {
  await openBook(inTransaction(tx), keyBook(key.id));
  const where = { id: key.id, projectId: key.projectId, state: { in: [...TRANSITIONS[event].from] } };
  const data = { state: TRANSITIONS[event].to, ...dates };
  const [row] = await tx.key.updateManyAndReturn({ where, data });
  if (row !== undefined) return fromModel(row);
  // Somebody else may be changing it to and fro: under its lock the state is what it is.
  const refusal = transitionRefusal(await lockKey(tx, key), event);
  if (refusal !== null) throw new KmsError(refusal);
  const [changed] = await tx.key.updateManyAndReturn({ where, data });
  if (changed === undefined) throw new KmsError("internal");
  return fromModel(changed);
}

/**
 * Makes one transition of many keys of a project, on the same condition.
 * @param scheduledDeletionAt undefined to leave it as it is
 * Their books have nothing else that is changed with it, unless somebody opens them again.
 * @returns how many the table allowed it
 */
export async function transitionKeys(
  tx: SqlTransaction,
  projectId: string,
  ids: readonly string[],
  event: KeyEvent,
  scheduledDeletionAt?: Date | null,
): Promise<number> {
  if (ids.length === 0) return 0;
  await openBook(inTransaction(tx), ...ids.map(keyBook));
  const { from, to } = TRANSITIONS[event];
  const date = scheduledDeletionAt === undefined ? Prisma.empty : Prisma.sql`, scheduled_deletion_at = ${scheduledDeletionAt}::timestamptz`;
  // One text, since rows take the client library longer than the database.
  const [row] = await tx.$queryRaw<{ changed: string | null }[]>`with changed as (update cmk k set state = ${to}${date}
    where id = any(${ids as string[]}::text[]) and project_id = ${projectId} and state = any(${from as readonly string[] as string[]}::text[])
    returning 'key/' || id as book, ${Prisma.raw(KEY_LINE)} as line)
    select pg_catalog.json_agg(pg_catalog.json_build_array(book, line))::text as changed from changed`;
  const changed = JSON.parse(row?.changed ?? "[]") as [book: string, line: string][];
  noteLines(inTransaction(tx), new Map(changed));
  return changed.length;
}

/**
 * Changes alias or description unless the key is pending deletion by now.
 * @throws KmsError `aliasTaken`, `keyPendingDeletion`, `keyNotFound`
 */
export async function updateKeyText(
  tx: Transaction,
  key: Pick<Key, "id" | "projectId">,
  change: { alias: string } | { description: string },
): Promise<void> {
  if ("alias" in change) {
    const place = { projectId: key.projectId, alias: change.alias };
    await lockAlias(tx, place);
    await requireUnreserved(tx, place);
  }
  await requireEditable(tx, key);
  await openBook(inTransaction(tx), keyBook(key.id));
  await tx.key.updateMany({ where: { id: key.id, projectId: key.projectId }, data: change }).catch((error: unknown) => {
    throw asAliasTaken(error);
  });
}

/** Where a key is, and what it is called there. */
export type KeyPlaceOf = Pick<Key, "id" | "accountId" | "projectId" | "alias">;

/** Of those keys that there are, by ID. */
export async function findKeyPlaces(store: Pick<Store, "prisma">, ids: readonly string[]): Promise<Map<string, KeyPlaceOf>> {
  const select = { id: true, accountId: true, projectId: true, alias: true } as const;
  const rows = await store.prisma.key.findMany({ where: { id: { in: [...ids] } }, select });
  return new Map(rows.map((row) => [row.id, row]));
}

/** What of a key its material is bound to. */
type BoundKey = Pick<Key, "accountId" | "projectId" | "id" | "spec" | "usage" | "origin">;

/** What the material of a key's version is bound to. */
export function toBinding(key: BoundKey, version: number): MaterialBinding {
  const { accountId, projectId, id, spec, usage, origin } = key;
  return { accountId, projectId, keyId: id, version, spec, usage, origin };
}

/** Whether the key's primary version has material, and so until the transaction ends. @throws KmsError `keyNotFound` */
export async function hasMaterial(tx: Transaction, key: Pick<Key, "id" | "projectId">): Promise<boolean> {
  // Nothing is imported, deleted or expires under the lock.
  await lockKey(tx, key);
  return (await findWithMaterial(tx, [key.id])).has(key.id);
}

/** Those of the keys whose primary version has material at this moment of the transaction. */
export async function findWithMaterial(tx: SqlTransaction, ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select k.id from cmk k join key_version v on v.key_id = k.id and v.version = k.primary_version
    where k.id = any(${ids as string[]}::text[]) and v.wrapped is not null`;
  return new Set(rows.map(({ id }) => id));
}

function asAliasTaken(error: unknown): unknown {
  return isUniqueBroken(error) ? new KmsError("aliasTaken", { field: "key_alias", cause: error }) : error;
}

/**
 * Locks the key's row until the transaction ends; references to it can still be made.
 * @returns its state at this moment
 * @throws KmsError `keyNotFound` when the key is gone
 */
export async function lockKey(tx: Transaction, key: Pick<Key, "id" | "projectId">): Promise<KeyState> {
  const [row] = await tx.$queryRaw<{ state: KeyState }[]>`
    select state from cmk where id = ${key.id} and project_id = ${key.projectId} for no key update`;
  if (row === undefined) throw new KmsError("keyNotFound");
  return row.state;
}

/** What is read of a key that is locked among others. */
export type LockedKey = Pick<Key, "id" | "alias" | "state" | "isDefault">;

/**
 * Locks the rows of many keys of a project until the transaction ends, in the order of their IDs, so that two who lock several
 * never wait for each other in a circle.
 * @returns those that there are, as they are at this moment
 */
export function lockKeys(tx: SqlTransaction, projectId: string, ids: readonly string[]): Promise<LockedKey[]> {
  return tx.$queryRaw<LockedKey[]>`select id, alias, state, is_default as "isDefault" from cmk
    where id = any(${ids as string[]}::text[]) and project_id = ${projectId} order by id for no key update`;
}

/** Locks the key's row for an edit. @throws KmsError `keyPendingDeletion` (guide §2.4.1 NOTE), `keyNotFound` */
export async function requireEditable(tx: Transaction, key: Pick<Key, "id" | "projectId">): Promise<void> {
  if ((await lockKey(tx, key)) === "pendingDeletion") throw new KmsError("keyPendingDeletion");
}
