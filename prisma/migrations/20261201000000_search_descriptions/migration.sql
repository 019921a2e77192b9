-- A key is found by a part of its description too. The description follows alias and ID in what is searched, on a line of its own, its
-- ASCII letters in lower case as those of the alias. Texts that are too short for trigrams are looked for in alias and ID only: the parts
-- of a description would be a thousand a key, and the index as large again.

create function search_name(alias text, key_id text, description text) returns text language sql immutable as
  $$ select lower(alias collate "C") || e'\n' || key_id || e'\n' || translate(lower(description collate "C"), e'\n\r', '  ') $$;

-- What follows the second line feed has no parts. Names that are there already have no such end, so their parts stay as they are indexed.
create or replace function name_parts(project_id text, name text) returns text[] language plpgsql immutable parallel safe as $$
declare
  parts text[] := '{}';
  one text;
  before text := e'\n';
  is_rare boolean;
  was_rare boolean := false;
begin
  foreach one in array string_to_array(split_part(name, e'\n', 1) || e'\n' || split_part(name, e'\n', 2), null) loop
    is_rare := translate(one, '0123456789abcdef-', '') <> '';
    if is_rare then parts := parts || (project_id || one); end if;
    if is_rare or was_rare then parts := parts || (project_id || before || one); end if;
    before := one;
    was_rare := is_rare;
  end loop;
  return parts;
end $$;

create or replace function key_becomes_searchable() returns trigger language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  insert into key_terms (key_id, project_id, created_at, terms)
    select id, project_id, created_at, search_terms(project_id, id, spec, usage, origin, is_default) from changed;
  insert into key_name (key_id, project_id, created_at, name)
    select id, project_id, created_at, search_name(alias, id, description) from changed;
  return null;
end $$;

create or replace function key_is_searched_anew() returns trigger language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  update key_terms set project_id = new.project_id, created_at = new.created_at,
    terms = search_terms(new.project_id, new.id, new.spec, new.usage, new.origin, new.is_default)
  where key_id = new.id;
  update key_name set project_id = new.project_id, created_at = new.created_at, name = search_name(new.alias, new.id, new.description)
  where key_id = new.id;
  return null;
end $$;

drop trigger cmk_is_searched_anew on cmk;
create trigger cmk_is_searched_anew after update of project_id, created_at, alias, description, spec, usage, origin, is_default on cmk
  for each row when (old.project_id is distinct from new.project_id or old.created_at is distinct from new.created_at
    or old.alias is distinct from new.alias or old.description is distinct from new.description or old.spec is distinct from new.spec
    or old.usage is distinct from new.usage or old.origin is distinct from new.origin or old.is_default is distinct from new.is_default)
  execute function key_is_searched_anew();

drop function search_name(text, text);
update key_name set name = search_name(cmk.alias, cmk.id, cmk.description) from cmk
  where cmk.id = key_name.key_id and cmk.description <> '';
