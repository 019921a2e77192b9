/**
 * All that counts in the product's schemas, as rows of text: what a thing is, whose it is, who may do what with it, whether a trigger fires.
 * Invariant: one statement, so that a month made meanwhile is there as a whole or not at all. It leaves out what differs between versions
 * of PostgreSQL, such as NOT NULL as a constraint (18), and what an operator may settle, such as storage and statistics.
 */

/** `$1`, `$2`: names of owner and runtime role. */
export type CatalogRow = {
  readonly kind: string;
  readonly name: string;
  /** The table that it belongs to; "" where it stands for itself. */
  readonly parent: string;
  /** What of it: "" for itself, else `owner`, `enabled`, or to whom it is granted. */
  readonly aspect: string;
  readonly value: string;
};

const BASE = `
  schemas as (select oid, nspname, nspacl, nspowner from pg_namespace where nspname in ('public', 'kms_jobs')),
  members as (select classid, objid from pg_depend where deptype = 'e'),
  ours as (
    select c.*, case when n.nspname = 'public' then '' else n.nspname || '.' end || c.relname as name,
      case c.relkind when 'r' then 'table' when 'p' then 'table' when 'S' then 'sequence' when 'v' then 'view' when 'm' then 'view'
        when 'c' then 'type' else 'table' end as kind
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'S', 'v', 'm', 'f', 'c')
      and (c.relnamespace in (select oid from schemas)
        or exists (select 1 from pg_inherits i join pg_class p on p.oid = i.inhparent where i.inhrelid = c.oid and p.relnamespace in (select oid from schemas)))
      and (c.oid not in (select objid from members where classid = 'pg_class'::regclass))),
  functions as (
    select p.*, l.lanname, p.oid::regprocedure::text as name from pg_proc p join pg_language l on l.oid = p.prolang
    where p.pronamespace in (select oid from schemas)
      and not (l.lanname in ('c', 'internal') and p.oid in (select objid from members where classid = 'pg_proc'::regclass))),
  types as (
    select t.*, t.oid::regtype::text as name from pg_type t
    where t.typnamespace in (select oid from schemas) and t.typtype in ('d', 'e', 'r', 'm')
      and t.oid not in (select objid from members where classid = 'pg_type'::regclass)),
  acls as (
    select kind, name, name as parent, relacl as acl, relowner as owner from ours where kind <> 'type'
    union all select 'column', o.name || '.' || a.attname, o.name, a.attacl, o.relowner from ours o join pg_attribute a on a.attrelid = o.oid
    union all select 'function', name, '', coalesce(proacl, acldefault('f', proowner)), proowner from functions
    union all select 'schema', nspname, '', nspacl, nspowner from schemas
    union all select 'database', 'of the product', '', datacl, datdba from pg_database where datname = current_database()
    union all select 'new things', 'of ' || pg_get_userbyid(defaclrole), '', defaclacl, defaclrole from pg_default_acl
      where defaclnamespace = 0 and pg_get_userbyid(defaclrole) in ($1, $2) or defaclnamespace in (select oid from schemas)),
  owned as (
    select kind, name, name as parent, relowner as owner from ours
    union all select 'function', name, '', proowner from functions
    union all select 'type', name, '', typowner from types
    union all select 'schema', nspname, '', nspowner from schemas where nspname <> 'public')`;

const RELATIONS = `
  select kind, name, name as parent, '' as aspect, concat_ws(' ', relkind, relpersistence, case when relrowsecurity then 'row security' end,
    case when relforcerowsecurity then 'forced' end,
    (select string_agg(case when c.relispartition then 'partition of ' else 'inherits ' end || i.inhparent::regclass::text, ', ' order by inhseqno)
      from pg_inherits i where i.inhrelid = c.oid),
    (select concat_ws(' ', seqtypid::regtype, seqstart, seqincrement, seqmin, seqmax, seqcache, seqcycle) from pg_sequence where seqrelid = c.oid),
    case when kind = 'view' then pg_get_viewdef(c.oid) end) as value
  from ours c
  union all select 'column', o.name || '.' || a.attname, o.name, '', concat_ws(' ', format_type(a.atttypid, a.atttypmod),
      (select 'collate ' || collname from pg_collation where oid = a.attcollation and oid <> 100),
      case when a.attnotnull then 'not null' end, 'default ' || pg_get_expr(d.adbin, d.adrelid),
      case when a.attidentity <> '' then 'identity ' || a.attidentity::text end, case when a.attgenerated <> '' then 'generated ' || a.attgenerated::text end)
    from ours o join pg_attribute a on a.attrelid = o.oid left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attnum > 0 and not a.attisdropped and o.kind not in ('sequence')
  union all select 'constraint', c.conname || ' on ' || o.name, o.name, '', concat_ws(' ', pg_get_constraintdef(c.oid), case when not c.convalidated then 'not valid' end)
    from pg_constraint c join ours o on o.oid = c.conrelid where c.contype not in ('n', 't')
  union all select 'index', x.relname || ' on ' || o.name, o.name, '', concat_ws(' ', pg_get_indexdef(i.indexrelid),
      case when not (i.indisvalid and i.indisready and i.indislive) then 'not in force' end)
    from pg_index i join ours o on o.oid = i.indrelid join pg_class x on x.oid = i.indexrelid where x.relname !~ '_cc(new|old)[0-9]*$'`;

const CODE = `
  select 'trigger', t.tgname || ' on ' || o.name, o.name, '', pg_get_triggerdef(t.oid)
    from pg_trigger t join ours o on o.oid = t.tgrelid where not t.tgisinternal
  union all select 'trigger', t.tgname || ' on ' || o.name, o.name, 'enabled', t.tgenabled::text
    from pg_trigger t join ours o on o.oid = t.tgrelid where not t.tgisinternal
  union all select 'trigger', 'of the constraint ' || c.conname || ' on ' || o.name, o.name, 'enabled', max(t.tgenabled::text)
    from pg_trigger t join ours o on o.oid = t.tgrelid join pg_constraint c on c.oid = t.tgconstraint
    where t.tgisinternal and t.tgenabled <> 'O' group by c.conname, o.name
  union all select 'function', name, '', '', concat_ws(' ', prokind, lanname, 'returns', case when proretset then 'setof' end, prorettype::regtype, provolatile,
      case when proisstrict then 'strict' end, case when prosecdef then 'security definer' end, case when proleakproof then 'leakproof' end,
      'parallel ' || proparallel::text, 'set ' || array_to_string(proconfig, ', '), 'support ' || nullif(prosupport::oid, 0)::regproc::text,
      encode(sha256(convert_to(prosrc || coalesce(probin, '') || coalesce(pg_get_function_sqlbody(oid), ''), 'UTF8')), 'hex'))
    from functions
  union all select 'rule', r.rulename || ' on ' || o.name, o.name, '', pg_get_ruledef(r.oid) from pg_rewrite r join ours o on o.oid = r.ev_class where r.rulename <> '_RETURN'
  union all select 'policy', p.polname || ' on ' || o.name, o.name, '', concat_ws(' ', p.polcmd, p.polpermissive, pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
    from pg_policy p join ours o on o.oid = p.polrelid
  union all select 'event trigger', e.evtname::text, '', '', concat_ws(' ', e.evtevent, e.evtfoid::regproc, e.evtenabled)
    from pg_event_trigger e where e.oid not in (select objid from members where classid = 'pg_event_trigger'::regclass)
  union all select 'type', t.name, '', '', concat_ws(' ', t.typtype,
      (select string_agg(enumlabel, ', ' order by enumsortorder) from pg_enum where enumtypid = t.oid),
      case when t.typtype = 'd' then format_type(t.typbasetype, t.typtypmod) end,
      (select string_agg(pg_get_constraintdef(oid), ' ' order by conname) from pg_constraint where contypid = t.oid and contype <> 'n'))
    from types t
  union all select 'operator', oid::regoperator::text, '', '', oprcode::text from pg_operator
    where oprnamespace in (select oid from schemas) and oid not in (select objid from members where classid = 'pg_operator'::regclass)
  union all select 'cast', format_type(castsource, null) || ' as ' || format_type(casttarget, null), '', '', concat_ws(' ', castcontext, castmethod, castfunc::regprocedure)
    from pg_cast where oid >= 16384 and oid not in (select objid from members where classid = 'pg_cast'::regclass)`;

const POWERS = `
  select kind, name, parent, 'owner', case when pg_get_userbyid(owner) = $1 then 'owner' else pg_get_userbyid(owner) end from owned
  union all select 'schema', nspname, '', 'owner', case when pg_get_userbyid(nspowner) in ($1, 'pg_database_owner') or nspowner = 10 then 'owner' else pg_get_userbyid(nspowner) end
    from schemas where nspname = 'public'
  union all select 'grant', kind || ' ' || name, parent, grantee, string_agg(held, ', ' order by held) from (
    select kind, name, parent, case when x.grantee = 0 then 'everybody' when pg_get_userbyid(x.grantee) = $2 then 'runtime' else pg_get_userbyid(x.grantee) end as grantee,
      privilege_type || case when is_grantable then ' to grant' else '' end as held
    from acls, aclexplode(acl) x
    where x.grantee <> owner and pg_get_userbyid(x.grantee) <> $1
      and not (kind = 'schema' and name = 'public' and (x.grantee in (10, 0) or pg_get_userbyid(x.grantee) = 'pg_database_owner') and (privilege_type = 'USAGE' or x.grantee <> 0))
      and not (kind = 'database' and (privilege_type <> 'CREATE' or x.grantee = 10))) granted
    group by kind, name, parent, grantee`;

export const CATALOG_QUERY = `with ${BASE} ${RELATIONS} union all ${CODE} union all ${POWERS}`;
