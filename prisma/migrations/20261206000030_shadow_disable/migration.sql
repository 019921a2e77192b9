-- Keys that are being disabled in shadow: they work, and each call is counted as one that would fail. A table of its own, since instances of
-- the version before have statements prepared that read every column of `cmk`. Whoever writes here writes the key's row too, so that what was
-- read of the key before is known to be old.
create table key_shadow (
  key_id text primary key references cmk (id) on delete cascade,
  since timestamptz(3) not null,
  -- It runs up to this moment; when it has ended, the moment that it ended.
  until timestamptz(3) not null
);

-- A key that no longer works is not in shadow any more, whoever has disabled it.
create function end_key_shadow() returns trigger language plpgsql as $$
begin
  update key_shadow set until = now() where key_id = new.id and until > now();
  return null;
end
$$;
create trigger cmk_ends_shadow after update of state on cmk
  for each row when (new.state <> 'enabled') execute function end_key_shadow();

-- The last use of a key.
create index key_use_last on key_use (key_id, last_used_at desc) where last_used_at is not null;
create index key_use_age on key_use (day);
