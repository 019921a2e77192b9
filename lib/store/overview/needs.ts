/**
 * Keys that need somebody. Invariant: what is read is what is told of, by indexes of what is due; whatever is counted one by one is bounded,
 * so that a project of a hundred thousand keys costs no more than one of ten.
 */
import { DAY_MS } from "#lib/domain/key";
import {
  IMPORT_PATIENCE_MS,
  type KeyNeed,
  type KeyNeedKind,
  type KeyNeeds,
  ROTATION_PATIENCE_MS,
  SOON_DAYS,
  UNUSED_DAYS,
  type UnusedKeys,
} from "#lib/domain/overview/overview";
import type { KeyLimit } from "#lib/domain/policy/key-limit";
import { StatementValues } from "../database/statement-values";
import { limitCondition } from "../key-list/key-limit";
import type { Store } from "../open";

/** Whose keys: of the project, and of those the ones that may be shown; null for all. */
export type Keys = { readonly projectId: string; readonly limit: KeyLimit | null };
export type Reader = Pick<Store, "list">;

/** Keys of a kind that are named one by one. */
const NAMED_MAX = 5;
/** The oldest keys, which are looked at one by one for their use. */
const LOOKED_AT_MAX = 5_000;
/** Keys made lately that are counted one by one. */
const MADE_MAX = 10_000;

/** Conditions on `cmk k` with the moment that each kind is ordered by. */
const KINDS: Readonly<Record<KeyNeedKind, { readonly when: string; readonly at: string; readonly until: (now: Date) => Date }>> = {
  deletion: {
    when: "k.state = 'pendingDeletion' and k.scheduled_deletion_at",
    at: "k.scheduled_deletion_at",
    until: (now) => new Date(now.getTime() + SOON_DAYS * DAY_MS),
  },
  materialExpiry: {
    when: "k.state in ('enabled', 'disabled') and k.material_expires_at is not null and k.material_expires_at",
    at: "k.material_expires_at",
    until: (now) => new Date(now.getTime() + SOON_DAYS * DAY_MS),
  },
  rotation: {
    when: "k.state = 'enabled' and k.next_rotation_at is not null and k.next_rotation_at",
    at: "k.next_rotation_at",
    until: (now) => new Date(now.getTime() - ROTATION_PATIENCE_MS),
  },
  import: {
    when: "k.state = 'pendingImport' and k.created_at",
    at: "k.created_at",
    until: (now) => new Date(now.getTime() - IMPORT_PATIENCE_MS),
  },
};

/** @param withCalls whether calls since a deletion was scheduled are looked up, and told of by time */
export async function readKeyNeeds(store: Reader, keys: Keys, kind: KeyNeedKind, now: Date, withCalls: boolean): Promise<KeyNeeds> {
  const values = new StatementValues();
  const { when, at, until } = KINDS[kind];
  const where = `${conditionsOf(keys, values)} and ${when} <= ${values.add(until(now))}::timestamptz`;
  // A key that had material before has lost it since: nobody has written down when.
  const shown = kind === "import" ? `case when ${HAD_MATERIAL} then null else ${at} end` : at;
  const rows = await store.list<{ key_id: string; alias: string; at: Date | null; total: number }>(
    `select k.id as key_id, k.alias, ${shown} as at, ${totalOf(where)} as total from cmk k where ${where}
     order by ${at}, k.id limit ${NAMED_MAX}`,
    values.all,
  );
  const calls =
    kind === "deletion" && withCalls
      ? await readCallsSinceDeletion(
          store,
          rows.map(({ key_id }) => key_id),
        )
      : null;
  const found = rows.map(({ key_id: keyId, alias, at: moment }): KeyNeed => {
    const call = calls?.get(keyId);
    return { kind, keyId, alias, at: moment, lastCallAt: call?.at ?? null, lastCaller: call?.caller ?? "" };
  });
  return { kind, keys: found, total: rows[0]?.total ?? 0 };
}

/** A pair whose material was deleted has none of it again: it is the check value that tells, or that it is no first version. */
const HAD_MATERIAL = `exists (select 1 from key_version v where v.key_id = k.id and v.check_value is not null)`;

type Call = { readonly at: Date; readonly caller: string };

/** Calls that wanted to use the keys after their deletions were scheduled: each of them was refused. */
async function readCallsSinceDeletion(store: Reader, keyIds: readonly string[]): Promise<ReadonlyMap<string, Call>> {
  const rows = await store.list<{ key_id: string; at: Date; caller: string }>(
    `select i.key_id, u.last_at as at, u.caller_name as caller from unnest($1::text[]) i (key_id)
     cross join lateral (
       select t.time from trace t where t.resource_id = i.key_id and t.trace_name = 'scheduleKeyDeletion' and t.outcome = 'normal'
       order by t.id desc limit 1
     ) s
     cross join lateral (
       select u.last_at, u.caller_name from key_use u where u.key_id = i.key_id and u.day >= (s.time at time zone 'UTC')::date and u.last_at > s.time
       order by u.last_at desc limit 1
     ) u`,
    [keyIds],
  );
  return new Map(rows.map(({ key_id, at, caller }) => [key_id, { at, caller }]));
}

/** Enabled custom keys as old as that which nobody has used since; looks at the oldest ones only, and says so where there are more. */
export async function countUnusedKeys(store: Reader, keys: Keys, now: Date): Promise<UnusedKeys> {
  const values = new StatementValues();
  const since = values.add(new Date(now.getTime() - UNUSED_DAYS * DAY_MS));
  const [row] = await store.list<{ looked: number; unused: number }>(
    `select count(*)::int as looked, count(*) filter (where not exists (
       select 1 from key_use u where u.key_id = old.id and u.day >= (${since}::timestamptz at time zone 'UTC')::date and u.last_used_at >= ${since}::timestamptz
     ))::int as unused
     from (
       select k.id from cmk k where ${conditionsOf(keys, values)} and k.state = 'enabled' and not k.is_default and k.created_at < ${since}::timestamptz
       order by k.created_at limit ${LOOKED_AT_MAX + 1}
     ) old`,
    values.all,
  );
  return { keys: row?.unused ?? 0, isExact: (row?.looked ?? 0) <= LOOKED_AT_MAX };
}

/** Keys made since a moment that are still there; null for too many to count. */
export async function countKeysMadeSince(store: Reader, projectId: string, since: Date): Promise<number | null> {
  const [row] = await store.list<{ n: number }>(
    `select count(*)::int as n from (select 1 from cmk k where k.project_id = $1 and k.created_at >= $2::timestamptz limit ${MADE_MAX + 1}) made`,
    [projectId, since],
  );
  return row === undefined || row.n > MADE_MAX ? null : row.n;
}

/** As a column: how many there are. Counted in an index by itself, so that only the keys that are named are read and sorted. */
export function totalOf(where: string): string {
  return `(select count(*)::int from cmk k where ${where})`;
}

/** On `cmk k`: what may be looked at. */
export function conditionsOf({ projectId, limit }: Keys, values: StatementValues): string {
  const ofProject = `k.project_id = ${values.add(projectId)}`;
  return limit === null ? ofProject : `${ofProject} and ${limitCondition(limit, values)}`;
}
