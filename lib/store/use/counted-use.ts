/**
 * What traces say of the use of keys, as parts of statements: the same for what is counted once and for all and for what is not yet.
 * Invariants: a call counts for a key only in the trail of the key's own project, so that nobody shows up in the figures of others by
 * naming their keys; and a row into which many refusals were gathered counts for as many calls.
 */

/** Name of the reader in `trace_cursor`. */
export const USE_CURSOR = "use";

/** Of a row of `trace t`. Rows of other things have a `count` too; what was gathered also says since when. */
export const CALLS = `case when t.details ? 'since' and jsonb_typeof(t.details->'count') = 'number'
  then greatest(1, (t.details->>'count')::numeric::bigint) else 1 end`;

/** Where no version worked, or it was not written down. */
export const NO_VERSION = -1;

export const USE_COLUMNS = `key_id, day, caller_id, trace_name, key_version, caller_kind, caller_name, caller_account_id,
  calls, refused, would_fail, first_at, last_at, last_used_at`;

/**
 * A statement that gives rows as `key_use` has them. A call that uses two keys counts for both.
 * @param traces what takes the place of the table of traces
 * @param names placeholder of the trace names that are of use
 */
export function countedUse(traces: string, names: string): string {
  return `
  select key_id, day, caller_id, trace_name, key_version, (array_agg(caller_kind order by id desc))[1] as caller_kind,
    (array_agg(caller_name order by id desc))[1] as caller_name, (array_agg(caller_account_id order by id desc))[1] as caller_account_id,
    sum(calls)::bigint as calls, coalesce(sum(calls) filter (where not worked), 0)::bigint as refused,
    coalesce(sum(calls) filter (where would_fail), 0)::bigint as would_fail,
    min(time) as first_at, max(time) as last_at, max(time) filter (where worked) as last_used_at
  from (
    select k.id as key_id, (t.time at time zone 'UTC')::date as day, t.caller_id, t.trace_name, coalesce(used.version, ${NO_VERSION}) as key_version,
      t.caller_kind, t.caller_name, t.caller_account_id, t.id, t.time, t.outcome = 'normal' as worked, ${CALLS} as calls,
      t.would_fail and t.outcome = 'normal' and coalesce(t.time between s.since and s.until, false) as would_fail
    from ${traces} t
    cross join lateral (
      select t.resource_id, t.key_version
      union all
      select t.details->>'secondKey', case when jsonb_typeof(t.details->'secondKeyVersion') = 'number' then (t.details->>'secondKeyVersion')::int end
      where t.details->>'secondKey' <> t.resource_id
    ) as used (key_id, version)
    join cmk k on k.id = used.key_id and k.project_id = t.project_id
    left join key_shadow s on s.key_id = k.id
    where t.trace_name = any(${names}::text[])
  ) called
  group by key_id, day, caller_id, trace_name, key_version`;
}
