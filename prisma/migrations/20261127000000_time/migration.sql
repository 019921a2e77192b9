-- What time does to keys: rotation, and destruction on the scheduled day with a record that stays.

alter table cmk
  -- Days; null means that the key is not rotated by itself.
  add column rotation_interval integer check (rotation_interval between 30 and 365),
  add column next_rotation_at timestamptz(3),
  add column last_rotation_at timestamptz(3),
  add column rotation_count integer not null default 0 check (rotation_count >= 0),
  -- The key that took this one's place (guide Figure 2-2); it may be gone by now.
  add column replaced_by text,
  add check ((rotation_interval is null) = (next_rotation_at is null));
create index cmk_rotation_due on cmk (next_rotation_at) where state = 'enabled' and next_rotation_at is not null;
create index cmk_deletion_due on cmk (scheduled_deletion_at) where state = 'pendingDeletion';
create index cmk_replaced_by on cmk (replaced_by) where replaced_by is not null;

-- A due deletion that a sweep has seen; it is carried out only if a later sweep still finds it due.
create table deletion_sighting (
  key_id text primary key references cmk (id) on delete cascade,
  due timestamptz(3) not null,
  seen_at timestamptz(3) not null
);

create table key_tombstone (
  key_id text primary key,
  account_id text not null,
  project_id text not null references project (id),
  alias text not null,
  spec text not null,
  usage text not null,
  origin text not null,
  created_at timestamptz(3) not null,
  requested_by text not null,
  requested_by_name text not null,
  requested_at timestamptz(3),
  scheduled_for timestamptz(3) not null,
  destroyed_at timestamptz(3) not null,
  -- Each version with the SHA-256 of its wrapped blob, by which a copy of it would be known.
  versions jsonb not null,
  blobs_destroyed integer not null,
  blobs_left integer not null check (blobs_left = 0)
);
-- Who scheduled a deletion is read from its trace; whatever else was called on the key since must not make that slow.
create index trace_deletion_request on trace (resource_id, id desc) where trace_name = 'scheduleKeyDeletion' and outcome = 'normal';
create index key_tombstone_newest on key_tombstone (project_id, destroyed_at desc, key_id desc);

create function is_append_only() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name;
end
$$;
create trigger key_tombstone_append_only before update or delete on key_tombstone
  for each row execute function is_append_only();
create trigger key_tombstone_no_truncate before truncate on key_tombstone
  for each statement execute function is_append_only();

create index auth_token_expiry on auth_token (expires_at);

-- How each job fares; written by whoever ran it.
create table job_run (
  name text primary key,
  started_at timestamptz(3) not null,
  finished_at timestamptz(3),
  next_at timestamptz(3),
  failed_at timestamptz(3),
  failure text not null default '',
  failures_in_a_row integer not null default 0,
  runs bigint not null default 0,
  failures bigint not null default 0,
  pieces bigint not null default 0
);
