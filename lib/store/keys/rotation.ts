/**
 * Rotation in the database. Invariants: a version is added only on top of the one that its material was made for, so that of two
 * rotations at once one counts; and setting, count and plan change in the statement that checks them.
 */
import { KmsError } from "#lib/domain/errors";
import { DAY_MS, type Key, type WrappedMaterial } from "#lib/domain/key";
import { KEY_STATES, type KeyState } from "#lib/domain/key-state";
import { openBook } from "../books/change-books";
import { keyBook } from "../books/key-book";
import { inTransaction, type RunSql } from "../database/run-sql";
import type { Transaction } from "../database/transaction";
import type { Store } from "../open";
import { type KeyRow, toKey } from "./key-row";
import { lockKey } from "./keys";

/** An interval of seconds: one of days would follow the calendar of the database's time zone. */
const DAY_SECONDS = DAY_MS / 1000;

type KeyPlace = Pick<Key, "id" | "projectId">;

/**
 * Sets or changes the rotation interval, or takes it away.
 * @param was what the setting must be now
 * @param plan null for no rotation
 * @param states in which the key may be
 * @throws KmsError `rotationNotDisabled`, `rotationNotEnabled`, that of the key's state, `keyNotFound`
 */
export async function setRotation(
  tx: Transaction,
  key: KeyPlace,
  was: "on" | "off",
  plan: { interval: number; next: Date } | null,
  states: readonly KeyState[],
): Promise<void> {
  const { useRefusal } = KEY_STATES[await lockKey(tx, key)];
  await openBook(inTransaction(tx), keyBook(key.id));
  const { count } = await tx.key.updateMany({
    where: { id: key.id, projectId: key.projectId, state: { in: [...states] }, rotationInterval: was === "on" ? { not: null } : null },
    data: { rotationInterval: plan?.interval ?? null, nextRotationAt: plan?.next ?? null },
  });
  if (count > 0) return;
  const current = await tx.key.findFirstOrThrow({ where: { id: key.id }, select: { state: true } });
  if (!states.includes(current.state as KeyState)) throw new KmsError(useRefusal ?? "internal");
  throw new KmsError(was === "on" ? "rotationNotEnabled" : "rotationNotDisabled");
}

/** What it takes of a key to rotate it, and to say so. */
export type RotatingKey = Pick<
  Key,
  "id" | "accountId" | "projectId" | "alias" | "spec" | "usage" | "origin" | "primaryVersion" | "rotationInterval"
>;

const CLAIM = `select id, account_id, project_id, alias, spec, usage, origin, primary_version, rotation_interval from cmk
  where state = 'enabled' and next_rotation_at <= $1::timestamptz and id <> all($3::text[])
    and not exists (select 1 from key_tombstone s where s.key_id = cmk.id)
  order by next_rotation_at limit $2::int for no key update skip locked`;

/**
 * Locks up to `limit` enabled keys whose period has ended and whom nobody else is at; the longest overdue first. A row of a key that
 * was destroyed is left alone.
 * @param except IDs of keys to leave alone
 */
export async function claimRotationsDue(run: RunSql, now: Date, limit: number, except: readonly string[]): Promise<RotatingKey[]> {
  const rows = await run<KeyRow>(CLAIM, [now.toISOString(), limit, except]);
  return rows.map((row) => ({
    id: row.id as string,
    accountId: row.account_id,
    projectId: row.project_id,
    alias: row.alias,
    spec: row.spec,
    usage: row.usage,
    origin: row.origin,
    primaryVersion: row.primary_version,
    rotationInterval: row.rotation_interval,
  }));
}

/** Locks one key for its rotation. @returns it as it is now @throws KmsError that of a key that is not enabled, `keyNotFound` */
export async function claimRotation(tx: Transaction, { id, projectId }: KeyPlace): Promise<Key> {
  const [row] = await tx.$queryRaw<KeyRow[]>`select * from cmk where id = ${id} and project_id = ${projectId} for no key update`;
  if (row === undefined) throw new KmsError("keyNotFound");
  const key = toKey(row);
  const { useRefusal } = KEY_STATES[key.state];
  if (useRefusal !== null) throw new KmsError(useRefusal);
  return key;
}

export type NewVersion = {
  /** As it was claimed in this transaction. */
  readonly key: RotatingKey;
  /** Bound to the version after the key's primary one. */
  readonly material: WrappedMaterial;
};

const ADD_VERSIONS = `insert into key_version (key_id, version, wrapped, binding_mac, domain_key, created_at)
  select made.key_id, made.version, decode(made.wrapped, 'hex'), decode(made.mac, 'hex'), made.domain_key, $6::timestamptz
  from unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::int[]) as made (key_id, version, wrapped, mac, domain_key)`;

const MAKE_PRIMARY = `update cmk set primary_version = primary_version + 1, rotation_count = rotation_count + 1, last_rotation_at = $2::timestamptz,
    next_rotation_at = case when $3::boolean then $2::timestamptz + make_interval(secs => rotation_interval * ${DAY_SECONDS}) else next_rotation_at end
  where id = any($1::text[])`;

/**
 * Adds a version to each key and makes it the primary one, in two statements for any number of keys.
 * @param how `planned` begins a new period now; `onDemand` leaves the plan as it is
 */
export async function addVersions(run: RunSql, added: readonly NewVersion[], now: Date, how: "planned" | "onDemand"): Promise<void> {
  const ids = added.map(({ key }) => key.id);
  await openBook(run, ...ids.map(keyBook));
  // Bytes go as hexadecimal digits: Prisma knows no arrays of bytes.
  const hex = (read: (material: WrappedMaterial) => Uint8Array) => added.map(({ material }) => Buffer.from(read(material)).toString("hex"));
  const versions = added.map(({ key }) => key.primaryVersion + 1);
  const domainKeys = added.map(({ material }) => material.domainKey);
  await run(ADD_VERSIONS, [
    ids,
    versions,
    hex(({ wrapped }) => wrapped),
    hex(({ bindingMac }) => bindingMac),
    domainKeys,
    now.toISOString(),
  ]);
  await run(MAKE_PRIMARY, [ids, now.toISOString(), how === "planned"]);
}

export type VersionRecord = { readonly version: number; readonly createdAt: Date; readonly hasMaterial: boolean };

/** Versions of a key, the newest first. */
export async function listVersions(store: Store, keyId: string): Promise<VersionRecord[]> {
  return store.prisma.$queryRaw<VersionRecord[]>`
    select version, created_at as "createdAt", wrapped is not null as "hasMaterial"
    from key_version where key_id = ${keyId} order by version desc`;
}

/** IDs of the keys of the project whose place this one took, the newest first. */
export async function listReplaced(store: Store, { id, projectId }: KeyPlace): Promise<string[]> {
  const rows = await store.prisma.key.findMany({
    where: { replacedBy: id, projectId },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: 100,
    select: { id: true },
  });
  return rows.map((row) => row.id);
}
