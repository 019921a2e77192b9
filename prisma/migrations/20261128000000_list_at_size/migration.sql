-- Lists, searches and counts that take about the same time with ten keys of a project and with a hundred thousand. The database
-- itself keeps what they need, whoever changes keys and tags. Its functions look rows up by index, whatever the statistics say: their
-- plans are kept, also from when the tables were small.

-- All keys of a project, default keys and pending deletions included; counted with the row itself, so a list need not count.
alter table project add column key_total integer not null default 0;
update project set key_total = (select count(*) from cmk where project_id = project.id);

create function count_keys() returns trigger language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  update project set key_total = key_total + case tg_op when 'INSERT' then changes.keys else -changes.keys end
  from (select project_id, count(*)::int as keys from changed group by project_id) changes where id = changes.project_id;
  return null;
end $$;
create trigger cmk_counts_added after insert on cmk
  referencing new table as changed for each statement execute function count_keys();
create trigger cmk_counts_removed after delete on cmk
  referencing old table as changed for each statement execute function count_keys();

create index cmk_state on cmk (project_id, state, created_at desc, id desc);

-- The different tags of a project are read from an index, one probe for each of them.
alter table tag add column project_id text not null default '';
update tag set project_id = cmk.project_id from cmk where cmk.id = tag.key_id;
create function place_tag() returns trigger language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  select cmk.project_id into new.project_id from cmk where cmk.id = new.key_id;
  new.project_id := coalesce(new.project_id, '');
  return new;
end $$;
create trigger tag_is_placed before insert on tag for each row execute function place_tag();
drop index tag_pair;
create index tag_of_project on tag (project_id, key, value);

-- What a key is found by, in two tables beside the keys, since state, alias and tags each change without the others, and an index
-- of this kind writes all of a row's parts anew when any of them changes.

create table key_terms (
  key_id text primary key references cmk (id) on delete cascade,
  project_id text not null,
  created_at timestamptz(3) not null,
  -- Hashes of what the key is, each with the project, so that a search meets the keys of its own project only:
  -- s spec, u usage, o origin, d default key or not; of each tag t KEY and t KEY=VALUE.
  terms bigint[] not null
);

create table key_name (
  key_id text primary key references cmk (id) on delete cascade,
  project_id text not null,
  created_at timestamptz(3) not null,
  -- The alias in lower case, a line feed, and the ID.
  name text collate "C" not null
);

create function term_hashes(project_id text, terms text[]) returns bigint[] language sql immutable parallel safe as
  $$ select array(select hashtextextended(project_id || term, 0) from unnest(terms) as given (term)) $$;

create function search_terms(project_id text, of_key text, spec text, usage text, origin text, is_default boolean)
  returns bigint[] language sql stable as $$
  select term_hashes(project_id, array['s' || spec, 'u' || usage, 'o' || origin, 'd' || is_default::text]
    || array(select 't' || term from tag, lateral (values (tag.key), (tag.key || '=' || tag.value)) as terms (term)
        where tag.key_id = of_key))
$$;

create function search_name(alias text, key_id text) returns text language sql immutable as
  $$ select lower(alias) || e'\n' || key_id $$;

-- Single characters and pairs of a name, for texts that are too short for trigrams. Those of hexadecimal digits and hyphens alone
-- are in so many IDs that an index would not help.
create function name_parts(project_id text, name text) returns text[] language plpgsql immutable parallel safe as $$
declare
  parts text[] := '{}';
  one text;
  before text := e'\n';
  is_rare boolean;
  was_rare boolean := false;
begin
  foreach one in array string_to_array(name, null) loop
    is_rare := translate(one, '0123456789abcdef-', '') <> '';
    if is_rare then parts := parts || (project_id || one); end if;
    if is_rare or was_rare then parts := parts || (project_id || before || one); end if;
    before := one;
    was_rare := is_rare;
  end loop;
  return parts;
end $$;

insert into key_terms (key_id, project_id, created_at, terms)
  select id, project_id, created_at, search_terms(project_id, id, spec, usage, origin, is_default) from cmk;
insert into key_name (key_id, project_id, created_at, name) select id, project_id, created_at, search_name(alias, id) from cmk;

create index key_terms_project on key_terms (project_id);
create index key_name_project on key_name (project_id);
-- What has been added since is looked through from its beginning to its end, hence the limits (in kB).
create index key_terms_found on key_terms using gin (terms) with (gin_pending_list_limit = 512);

-- Trigrams where the server has them and lets us; without them a text is looked for in all names of the project.
do $$
begin
  begin
    create extension if not exists pg_trgm;
    create index key_name_found on key_name using gin
      ((array[project_id]), name_parts(project_id, name), name gin_trgm_ops) with (gin_pending_list_limit = 512);
  exception when others then
    create index key_name_found on key_name using gin
      ((array[project_id]), name_parts(project_id, name)) with (gin_pending_list_limit = 512);
  end;
  -- No plan depends on them, and to gather them the function would run for every sampled row.
  alter index key_name_found alter column 2 set statistics 0;
end $$;

create function key_becomes_searchable() returns trigger language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  insert into key_terms (key_id, project_id, created_at, terms)
    select id, project_id, created_at, search_terms(project_id, id, spec, usage, origin, is_default) from changed;
  insert into key_name (key_id, project_id, created_at, name)
    select id, project_id, created_at, search_name(alias, id) from changed;
  return null;
end $$;
create trigger cmk_becomes_searchable after insert on cmk
  referencing new table as changed for each statement execute function key_becomes_searchable();

create function key_is_searched_anew() returns trigger language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  update key_terms set project_id = new.project_id, created_at = new.created_at,
    terms = search_terms(new.project_id, new.id, new.spec, new.usage, new.origin, new.is_default)
  where key_id = new.id;
  update key_name set project_id = new.project_id, created_at = new.created_at, name = search_name(new.alias, new.id)
  where key_id = new.id;
  return null;
end $$;
create trigger cmk_is_searched_anew after update of project_id, created_at, alias, spec, usage, origin, is_default on cmk
  for each row when (old.project_id is distinct from new.project_id or old.created_at is distinct from new.created_at
    or old.alias is distinct from new.alias or old.spec is distinct from new.spec or old.usage is distinct from new.usage
    or old.origin is distinct from new.origin or old.is_default is distinct from new.is_default)
  execute function key_is_searched_anew();

create function tags_are_searched_anew() returns trigger language plpgsql
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  update key_terms set terms = search_terms(cmk.project_id, cmk.id, cmk.spec, cmk.usage, cmk.origin, cmk.is_default) from cmk
  where cmk.id = key_terms.key_id and cmk.id in (select key_id from changed);
  return null;
end $$;
create trigger tag_is_added_to_search after insert on tag
  referencing new table as changed for each statement execute function tags_are_searched_anew();
create trigger tag_is_changed_in_search after update on tag
  referencing new table as changed for each statement execute function tags_are_searched_anew();
create trigger tag_is_removed_from_search after delete on tag
  referencing old table as changed for each statement execute function tags_are_searched_anew();
