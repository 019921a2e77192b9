-- The trail by month, with the right that each call rested on; what is counted from it; and how far those who read it in order have come.

-- What is there stays where it is, as the partition of the past: its rows are not copied.
alter table trace alter column id drop identity;
alter table trace
  add column right_kind text not null default '',
  add column right_id text not null default '',
  add column key_version integer,
  add column would_fail boolean not null default false;
drop trigger trace_append_only on trace;
drop index trace_resource;
drop index trace_account;
drop index trace_deletion_request;
alter table trace drop constraint trace_pkey;
alter table trace rename to trace_before;

create sequence trace_id_seq as bigint;
create table trace (
  like trace_before including defaults including constraints,
  primary key (id, time)
) partition by range (time);
alter table trace alter column id set default nextval('trace_id_seq');
alter sequence trace_id_seq owned by trace.id;
alter table trace_before alter column id set default nextval('trace_id_seq');

create index trace_newest on trace (account_id, project_id, time desc, id desc);
create index trace_resource on trace (resource_id, time desc, id desc);
create index trace_caller on trace (caller_id, time desc, id desc);
create index trace_unwell on trace (account_id, project_id, outcome, time desc, id desc) where outcome <> 'normal';
-- Names that there are few traces of; `list-traces.ts` says the same of those that there are many of.
create index trace_seldom on trace (account_id, project_id, trace_name, time desc, id desc) where trace_name not in
  ('encryptData', 'decryptData', 'createDataKey', 'createDataKeyWithoutPlaintext', 'encryptDatakey', 'decryptDatakey', 'genRandom', 'sign', 'verify', 'generateMac', 'verifyMac');
-- Who scheduled a deletion is read from its trace; whatever else was called on the key since must not make that slow.
create index trace_deletion_request on trace (resource_id, id desc) where trace_name = 'scheduleKeyDeletion' and outcome = 'normal';

do $$
declare
  bound timestamptz;
begin
  perform setval('trace_id_seq', coalesce((select max(id) from trace_before), 0) + 1, false);
  -- The past ends where all of its rows are in it, whatever a clock that was wrong has written.
  select date_trunc('month', greatest(now(), coalesce(max(time), now()))  at time zone 'UTC') at time zone 'UTC' into bound from trace_before;
  if exists (select 1 from trace_before) then
    bound := (date_trunc('month', bound at time zone 'UTC') + interval '1 month') at time zone 'UTC';
  end if;
  execute format('alter table trace attach partition trace_before for values from (minvalue) to (%L)', bound);
end
$$;

create trigger trace_append_only before update or delete on trace
  for each row execute function trace_is_append_only();
create trigger trace_no_truncate before truncate on trace
  for each statement execute function trace_is_append_only();

-- For what no month has been made; a clock that is years ahead does not stop the service.
create table trace_beyond partition of trace default;
create trigger trace_no_truncate before truncate on trace_beyond
  for each statement execute function trace_is_append_only();

-- Makes the months from the end of the past to so many ahead. A month that already has rows in `trace_beyond` is left out.
create function make_trace_months(ahead integer) returns integer language plpgsql as $$
declare
  first timestamptz := date_trunc('month', now() at time zone 'UTC') at time zone 'UTC';
  month timestamptz;
  next_month timestamptz;
  name text;
  past_end timestamptz;
  made integer := 0;
begin
  select (regexp_match(pg_get_expr(relpartbound, oid), 'TO \(''([^'']+)''\)'))[1]::timestamptz into past_end
    from pg_class where oid = 'trace_before'::regclass;
  for n in 0..ahead loop
    month := (date_trunc('month', first at time zone 'UTC') + n * interval '1 month') at time zone 'UTC';
    next_month := (date_trunc('month', first at time zone 'UTC') + (n + 1) * interval '1 month') at time zone 'UTC';
    name := 'trace_' || to_char(month at time zone 'UTC', '"y"YYYY"m"MM');
    continue when month < past_end or to_regclass(name) is not null;
    continue when exists (select 1 from trace_beyond where time >= month and time < next_month);
    execute format('create table %I partition of trace for values from (%L) to (%L)', name, month, next_month);
    execute format('create trigger trace_no_truncate before truncate on %I for each statement execute function trace_is_append_only()', name);
    made := made + 1;
  end loop;
  return made;
end
$$;
select make_trace_months(12);

-- How far each reader of the trail in order has come: every trace up to this number.
create table trace_cursor (
  name text primary key,
  after_id bigint not null,
  updated_at timestamptz(3) not null
);

-- Calls by hour, for charts: one row for each name, resource, caller and outcome that there was.
create table trace_hour (
  account_id text not null,
  -- "" of what is about the account
  project_id text not null,
  hour timestamptz(0) not null,
  trace_name text not null,
  resource_id text not null,
  caller_id text not null,
  outcome text not null,
  caller_kind text not null,
  caller_name text not null,
  calls bigint not null,
  primary key (account_id, project_id, hour, trace_name, resource_id, caller_id, outcome)
);
create index trace_hour_age on trace_hour (hour);

-- Use of keys by day (UTC): what counts is that a key's material worked, or was asked to.
create table key_use (
  key_id text not null,
  day date not null,
  caller_id text not null,
  trace_name text not null,
  -- 0 where no version worked
  key_version integer not null,
  caller_kind text not null,
  caller_name text not null,
  -- Of another account than the key's; else ""
  caller_account_id text not null,
  calls bigint not null,
  -- Of those that were refused or failed
  refused bigint not null,
  -- Of those that worked while the key was being disabled in shadow
  would_fail bigint not null,
  first_at timestamptz(3) not null,
  last_at timestamptz(3) not null,
  -- Of the last that worked
  last_used_at timestamptz(3),
  primary key (key_id, day, caller_id, trace_name, key_version)
);
