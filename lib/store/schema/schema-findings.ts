/** What is wrong whatever the migrations say: powers that the runtime role must not have, and settings under which nothing holds. */

export type Finding = { readonly kind: string; readonly name: string; readonly what: string };

/** Settings of a role or a database under which triggers do not fire, names lead elsewhere, or what was answered is not on disk. */
const TREACHEROUS = [
  "session_replication_role",
  "search_path",
  "row_security",
  "role",
  "local_preload_libraries",
  "session_preload_libraries",
  "transform_null_equals",
  "default_transaction_read_only",
  "zero_damaged_pages",
  "ignore_checksum_failure",
];
const LIST = TREACHEROUS.map((name) => `'${name}'`).join(", ");

/** `$1`, `$2`: names of owner and runtime role. */
export const FINDINGS_QUERY = `
  with role_facts as (select * from pg_roles where rolname = $2 and $1 <> $2)
  select 'role' as kind, rolname::text as name, 'of the product is a superuser' as what from role_facts where rolsuper
  union all select 'role', rolname, 'of the product gets round row security' from role_facts where rolbypassrls
  union all select 'role', rolname, 'of the product can act as the owner' from role_facts where pg_has_role(rolname, $1, 'MEMBER') or pg_has_role(rolname, 'pg_database_owner', 'MEMBER')
  union all select 'role', rolname, 'of the product may make things in the schema public' from role_facts where has_schema_privilege(rolname, 'public', 'CREATE')
  union all select 'role', rolname, 'of the product may make schemas' from role_facts where has_database_privilege(rolname, current_database(), 'CREATE')
  union all select 'setting', split_part(entry, '=', 1), concat_ws(' ', 'is set to', quote_literal(substr(entry, strpos(entry, '=') + 1)),
      'for', coalesce('the role ' || r.rolname, 'everybody'), 'in', case when d.datname is null then 'every database' else 'the database' end)
    from pg_db_role_setting s left join pg_roles r on r.oid = s.setrole left join pg_database d on d.oid = s.setdatabase, unnest(setconfig) entry
    where (s.setrole = 0 or r.rolname in ($1, $2)) and (s.setdatabase = 0 or d.datname = current_database()) and split_part(entry, '=', 1) in (${LIST})
  union all select 'setting', 'session_replication_role', 'is ' || setting || ', so that no trigger fires' from pg_settings
    where name = 'session_replication_role' and setting <> 'origin'
  union all select 'setting', 'synchronous_commit', 'is off, so that what was answered may be lost' from pg_settings
    where name = 'synchronous_commit' and setting = 'off'
  union all select 'schema', nspname, 'stands before the schema public, so that names lead there' from pg_namespace
    where nspname in ($1, $2)`;
