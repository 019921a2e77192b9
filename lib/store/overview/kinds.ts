/** How many keys there are of each kind, and what happens to which of them next. */
import { DAY_MS } from "#lib/domain/key";
import type { KeySpec } from "#lib/domain/key-spec";
import type { KeyState } from "#lib/domain/key-state";
import { AHEAD_DAYS, type Coming, type ComingEvent, type ComingUp, type KeyKinds } from "#lib/domain/overview/overview";
import { StatementValues } from "../database/statement-values";
import { conditionsOf, type Keys, type Reader, totalOf } from "./needs";

/** Events of a kind that are named one by one. */
const NAMED_MAX = 60;

/** Custom keys by state and algorithm, the most first. */
export async function countKeyKinds(store: Reader, keys: Keys): Promise<KeyKinds> {
  const values = new StatementValues();
  const rows = await store.list<{ state: KeyState; spec: KeySpec; n: number }>(
    `select k.state, k.spec, count(*)::int as n from cmk k where ${conditionsOf(keys, values)} and not k.is_default group by 1, 2`,
    values.all,
  );
  return {
    states: sumBy(rows, ({ state }) => state).map(([state, number]) => ({ state, keys: number })),
    specs: sumBy(rows, ({ spec }) => spec).map(([spec, number]) => ({ spec, keys: number })),
  };
}

function sumBy<R extends { readonly n: number }, K extends string>(rows: readonly R[], keyOf: (row: R) => K): (readonly [K, number])[] {
  const sums = new Map<K, number>();
  for (const row of rows) sums.set(keyOf(row), (sums.get(keyOf(row)) ?? 0) + row.n);
  return [...sums].toSorted(([one, ofOne], [other, ofOther]) => ofOther - ofOne || (one < other ? -1 : 1));
}

const EVENTS = {
  deletions: { when: "k.state = 'pendingDeletion'", at: "k.scheduled_deletion_at" },
  expiries: { when: "k.state in ('enabled', 'disabled') and k.material_expires_at is not null", at: "k.material_expires_at" },
  rotations: { when: "k.state = 'enabled' and k.next_rotation_at is not null", at: "k.next_rotation_at" },
} as const satisfies Record<keyof ComingUp, { when: string; at: string }>;

/** What happens to keys in the next days, the nearest first. */
export async function readComingUp(store: Reader, keys: Keys, now: Date): Promise<ComingUp> {
  const read = async (kind: keyof ComingUp): Promise<Coming> => {
    const values = new StatementValues();
    const { when, at } = EVENTS[kind];
    const [from, to] = [values.add(now), values.add(new Date(now.getTime() + AHEAD_DAYS * DAY_MS))];
    const where = `${conditionsOf(keys, values)} and ${when} and ${at} >= ${from}::timestamptz and ${at} < ${to}::timestamptz`;
    const rows = await store.list<{ key_id: string; alias: string; at: Date; total: number }>(
      `select k.id as key_id, k.alias, ${at} as at, ${totalOf(where)} as total from cmk k where ${where} order by ${at}, k.id limit ${NAMED_MAX}`,
      values.all,
    );
    const events = rows.map(({ key_id: keyId, alias, at: moment }): ComingEvent => ({ keyId, alias, at: moment }));
    return { events, total: rows[0]?.total ?? 0 };
  };
  const [deletions, expiries, rotations] = await Promise.all([read("deletions"), read("expiries"), read("rotations")]);
  return { deletions, expiries, rotations };
}
