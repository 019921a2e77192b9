-- Removal of old traces (lib/audit/retention): whole tiles of the sealed log, of which the hashes stay. The runtime role can remove none but by
-- the function below, and that only what is sealed, recorded as removed, read by all who read in order, and older than the owner has said.

-- After how many days traces may be removed; without the row none may. Written by the owner at each start; the product can only read it.
create table trace_retention (
  id integer primary key default 1 check (id = 1),
  days integer not null check (days >= 30)
);

-- What is said to have been removed; one row.
create table audit_retention (
  id integer primary key default 1 check (id = 1),
  -- Leaf index of the first row that is kept
  kept_from bigint not null check (kept_from > 0 and kept_from % 256 = 0),
  -- Of the tree of so many leaves
  root bytea not null check (octet_length(root) = 32),
  -- What was written before was old enough
  cut_off timestamptz(3) not null,
  -- Number of the trace that says so
  trace_id bigint not null,
  at timestamptz(3) not null,
  -- The token's MAC over the above
  mac bytea not null,
  -- Leaf index up to which rows are gone already: where the removal goes on
  removed_to bigint not null default 0,
  -- When the first trace that there ever was was written
  begun_at timestamptz(3)
);

-- What the transaction that is here may remove from the trail: of others there is never a row.
create table trace_removal (
  -- Number of the transaction
  removed_in text primary key,
  ids bigint[] not null
);

-- Whoever changes or removes a trace is refused, but for the function below while it works.
create or replace function trace_is_append_only() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if exists (select 1 from public.trace_removal where removed_in = pg_catalog.pg_current_xact_id()::text and old.id = any(ids)) then
      return old;
    end if;
  end if;
  raise exception 'traces are append-only';
end
$$;

-- Removes the rows of some tiles, in order, until one may not be. Returns the place of the first tile that it has left.
create function remove_traces(first bigint, tiles integer, older_than timestamptz) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  at_place bigint := first;
  allowed timestamptz;
  read_to bigint;
  recorded bigint;
  sealed bigint;
  tile record;
begin
  select now() - make_interval(days => days) into allowed from trace_retention;
  if allowed is null or older_than > allowed then
    raise exception 'traces of that age are kept' using errcode = 'insufficient_privilege';
  end if;
  select min(c.after_id) into read_to from trace_cursor c left join audit_receiver r on r.name = c.name where r.name is null or r.wanted;
  select kept_from into recorded from audit_retention;
  select max(size) into sealed from audit_checkpoint;
  for tile in select t.place, t.trace_ids from audit_tile t
      where t.level = 0 and t.place >= first and t.place < first + tiles and cardinality(t.trace_ids) = 256 order by t.place loop
    exit when tile.place <> at_place or read_to is null or recorded is null or sealed is null
      or (at_place + 1) * 256 > least(recorded, sealed) or tile.trace_ids[256] > read_to
      or exists (select 1 from trace where id = any(tile.trace_ids) and time >= older_than);
    insert into trace_removal (removed_in, ids) values (pg_current_xact_id()::text, tile.trace_ids);
    delete from trace where id = any(tile.trace_ids) and time < older_than;
    delete from trace_removal where removed_in = pg_current_xact_id()::text;
    at_place := at_place + 1;
  end loop;
  return at_place;
end
$$;
revoke execute on function remove_traces(bigint, integer, timestamptz) from public;
