/**
 * What traces say of the use of keys, as parts of statements: the same for what is counted once and for all and for what is not yet.
 * Invariants: a call counts for a key only in the trail of the key's own project, so that nobody shows up in the figures of others by
 * naming their keys; and a row into which many refusals were gathered counts for as many calls.
 */

/** Name of the reader in `trace_cursor`. */
export const USE_CURSOR = "use";

/** Where no version worked, or it was not written down. */
export const NO_VERSION = -1;

export const USE_COLUMNS = `key_id, day, caller_id, trace_name, key_version, caller_kind, caller_name, caller_account_id,
  calls, refused, would_fail, first_at, last_at, last_used_at`;

/**
 * A statement that gives traces which count alike as one row: thousands become some, so whatever comes after costs next to nothing. `hour` is
 * of UTC; `details` are those that count, else null.
 * @param traces what takes the place of the table of traces
 */
export function alikeTraces(traces: string): string {
  return `
  select account_id, project_id, date_trunc('hour', time at time zone 'UTC') as hour, trace_name, resource_id, caller_id, outcome, key_version,
    caller_kind, caller_name, caller_account_id, case when details ?| '{secondKey,since}' then details end as details,
    case when would_fail then time end as would_fail_at,
    count(*) as traces, min(time) as first_at, max(time) as last_at, max(id) as last_id
  from ${traces} t
  group by account_id, project_id, 3, trace_name, resource_id, caller_id, outcome, key_version, caller_kind, caller_name, caller_account_id, 12, 13`;
}

/** Of a row of `alikeTraces`. Details of other things have a `count` too; what was gathered also says since when. */
export const CALLS = `a.traces * case when a.details ? 'since' and jsonb_typeof(a.details->'count') = 'number'
  then greatest(1, (a.details->>'count')::numeric::bigint) else 1 end`;

/**
 * A statement that gives rows as `key_use` has them. A call that uses two keys counts for both.
 * @param alike rows of `alikeTraces`
 * @param names placeholder of the trace names that are of use
 */
export function countedUse(alike: string, names: string): string {
  return `
  select key_id, day, caller_id, trace_name, key_version, (array_agg(caller_kind order by last_id desc))[1] as caller_kind,
    (array_agg(caller_name order by last_id desc))[1] as caller_name,
    (array_agg(caller_account_id order by last_id desc))[1] as caller_account_id,
    sum(calls)::bigint as calls, coalesce(sum(calls) filter (where not worked), 0)::bigint as refused,
    coalesce(sum(calls) filter (where would_fail), 0)::bigint as would_fail,
    min(first_at) as first_at, max(last_at) as last_at, max(last_at) filter (where worked) as last_used_at
  from (
    select k.id as key_id, a.hour::date as day, a.caller_id, a.trace_name, coalesce(used.version, ${NO_VERSION}) as key_version,
      a.caller_kind, a.caller_name, a.caller_account_id, a.last_id, a.first_at, a.last_at, a.outcome = 'normal' as worked, ${CALLS} as calls,
      a.outcome = 'normal' and coalesce(a.would_fail_at between s.since and s.until, false) as would_fail
    from ${alike} a
    cross join lateral (
      select a.resource_id, a.key_version
      union all
      select a.details->>'secondKey', case when jsonb_typeof(a.details->'secondKeyVersion') = 'number' then (a.details->>'secondKeyVersion')::int end
      where a.details->>'secondKey' <> a.resource_id
    ) as used (key_id, version)
    join cmk k on k.id = used.key_id and k.project_id = a.project_id
    left join key_shadow s on s.key_id = k.id
    where a.trace_name = any(${names}::text[])
  ) called
  group by key_id, day, caller_id, trace_name, key_version`;
}
