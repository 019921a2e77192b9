-- Material says which domain key wraps it, since there may be several; an integrity key is kept as wrapped material too; and the ID of a
-- key that was destroyed is never used again.

-- What has been here was wrapped under the first.
alter table key_version add column domain_key integer not null default 1 check (domain_key >= 1);
create index key_version_domain_key on key_version (domain_key, key_id, version) where wrapped is not null;

-- The token says which domain keys there are; this says what has happened to them.
create table domain_key (
  generation integer primary key check (generation >= 1),
  made_at timestamptz(3) not null,
  -- Since when nothing is wrapped under it, by the product's clock and by the database's; each must see the whole time pass.
  retired_at timestamptz(3),
  retired_at_database timestamptz(3),
  -- When a run of the job found its destruction due; it is carried out only if a later run does so too.
  sighted_at timestamptz(3),
  -- From then on nothing can be stored that is wrapped under it.
  closed_at timestamptz(3),
  destroyed_at timestamptz(3),
  check ((retired_at is null) = (retired_at_database is null))
);

-- Version 1 is the token's own and is not here.
create table integrity_key (
  version integer primary key check (version >= 2),
  domain_key integer not null check (domain_key >= 1),
  wrapped bytea not null,
  binding_mac bytea not null,
  made_at timestamptz(3) not null,
  -- It authenticates from then on, when every worker has come to know it.
  active_from timestamptz(3) not null
);

-- Waits for somebody who is just closing the domain key. Of one that has no row yet nothing is known, and it is new.
create function is_wrapped_to_last() returns trigger language plpgsql as $$
declare
  closed timestamptz;
begin
  if new.wrapped is null then
    return new;
  end if;
  select d.closed_at into closed from domain_key d where d.generation = new.domain_key for share;
  if closed is not null then
    raise exception 'domain key % is closed', new.domain_key using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end
$$;
create trigger key_version_is_wrapped_to_last before insert or update of wrapped, domain_key on key_version
  for each row execute function is_wrapped_to_last();
create trigger integrity_key_is_wrapped_to_last before insert or update of wrapped, domain_key on integrity_key
  for each row execute function is_wrapped_to_last();

-- After the row is there: before that, somebody who is just destroying the key might not have left its tombstone yet.
create function key_was_never_destroyed() returns trigger language plpgsql as $$
declare
  named text;
begin
  if tg_table_name = 'cmk' then
    named := new.id;
  else
    named := new.key_id;
  end if;
  if exists (select 1 from key_tombstone s where s.key_id = named) then
    raise exception 'key % was destroyed, and its ID is never used again', named using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end
$$;
create trigger cmk_was_never_destroyed after insert or update of id on cmk
  for each row execute function key_was_never_destroyed();
create trigger key_version_was_never_destroyed after insert or update of key_id on key_version
  for each row execute function key_was_never_destroyed();
