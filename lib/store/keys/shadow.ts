/**
 * Disabling in shadow, in the database. Invariants: it begins under the lock of an enabled key's row, which is written anew, so that no call
 * that begins later runs on what was read before; and the figures begin at nothing when it begins. A trigger ends it when the key's state is
 * another.
 */
import { KmsError } from "#lib/domain/errors";
import type { Key } from "#lib/domain/key";
import { KEY_STATES } from "#lib/domain/key-state";
import { isShadowRunning, type Shadow } from "#lib/domain/use/shadow-disable";
import { inTransaction } from "../database/run-sql";
import type { Transaction } from "../database/transaction";
import type { Store } from "../open";
import { lockUseCursor } from "../use/fold-use";
import { lockKey } from "./keys";

type KeyPlace = Pick<Key, "id" | "projectId">;

/**
 * Begins it, or gives the one that runs another end.
 * @throws KmsError that of the key's state; `keyNotFound`
 */
export async function startShadow(tx: Transaction, key: KeyPlace, now: Date, until: Date): Promise<Shadow> {
  // Before any other lock, as whoever counts takes them. Nobody counts meanwhile what was called in an earlier shadow.
  await lockUseCursor(inTransaction(tx));
  const { useRefusal } = KEY_STATES[await lockKey(tx, key)];
  if (useRefusal !== null) throw new KmsError(useRefusal);
  const before = await tx.keyShadow.findUnique({ where: { keyId: key.id } });
  const since = isShadowRunning(before, now) ? before.since : now;
  if (since === now) await tx.keyUse.updateMany({ where: { keyId: key.id, wouldFail: { gt: 0 } }, data: { wouldFail: 0 } });
  await tx.keyShadow.upsert({ where: { keyId: key.id }, create: { keyId: key.id, since, until }, update: { since, until } });
  await writeAnew(tx, key);
  return { since, until };
}

/** Ends it where it runs. @throws KmsError `keyNotFound` */
export async function stopShadow(tx: Transaction, key: KeyPlace, now: Date): Promise<Shadow | null> {
  await lockKey(tx, key);
  const running = await tx.keyShadow.findUnique({ where: { keyId: key.id } });
  if (!isShadowRunning(running, now)) return null;
  await tx.keyShadow.update({ where: { keyId: key.id }, data: { until: now } });
  await writeAnew(tx, key);
  return { since: running.since, until: now };
}

/** So that guesses on the row are known to be old; see `hot/guesses.ts`. */
async function writeAnew(tx: Transaction, { id }: KeyPlace): Promise<void> {
  await tx.$executeRaw`update cmk set primary_version = primary_version where id = ${id}`;
}

/** Those of these keys that are in shadow. */
export async function findShadows(store: Pick<Store, "list">, keyIds: readonly string[], now: Date): Promise<ReadonlyMap<string, Shadow>> {
  if (keyIds.length === 0) return new Map();
  const rows = await store.list<{ id: string; since: Date; until: Date }>(
    "select key_id as id, since, until from key_shadow where key_id = any($1::text[]) and until > $2::timestamptz",
    [keyIds, now],
  );
  return new Map(rows.map(({ id, since, until }) => [id, { since, until }]));
}
