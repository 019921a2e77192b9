/**
 * What the runtime role may do with the owner's tables. Invariants: it may read and write rows and nothing else; of what is append-only it
 * can neither change nor remove a row. What it has beyond that is not taken from it here, but found by the comparison of the schema.
 */
import type pg from "pg";
import { withAdvisoryLock } from "./advisory-lock";
import { type DatabaseRoles, isSeparate } from "./database-roles";

const ROWS = ["SELECT", "INSERT", "UPDATE", "DELETE"];
const APPENDED = ["SELECT", "INSERT"];

/** Tables of which the runtime role may do less than with the others. */
const TABLE_RIGHTS: Readonly<Record<string, readonly string[]>> = {
  "public.trace": APPENDED,
  "public.key_tombstone": APPENDED,
  "public.integrity_incident": ["SELECT", "INSERT", "UPDATE"],
  "public._prisma_migrations": ["SELECT"],
  // By which the owner says what a function of theirs may remove from the trail.
  "public.trace_retention": ["SELECT"],
  "public.trace_removal": [],
};
/** To take the next number, and to see which was the last. */
const SEQUENCE_RIGHTS = ["USAGE", "SELECT"];

/** @param name with its schema */
export function tableRights(name: string): readonly string[] {
  return TABLE_RIGHTS[name] ?? ROWS;
}

type Held = {
  readonly kind: "table" | "sequence" | "schema" | "function";
  readonly name: string;
  readonly quoted: string;
  readonly held: string[];
};

/** Everything that is granted; partitions are reached through their table. */
const GRANTED = `
  with schemas as (select oid, nspname, nspacl from pg_namespace where nspname in ('public', 'kms_jobs')),
  things as (
    select case relkind when 'S' then 'sequence' else 'table' end as kind, nspname || '.' || relname as name,
      format('%I.%I', nspname, relname) as quoted, relacl as acl
      from pg_class c join schemas s on s.oid = c.relnamespace where relkind in ('r', 'p', 'S') and not relispartition
    union all select 'schema', nspname, quote_ident(nspname), nspacl from schemas
    union all select 'function', p.oid::regprocedure::text, p.oid::regprocedure::text, proacl
      from pg_proc p join schemas s on s.oid = p.pronamespace where prosecdef)
  select kind, name, quoted,
    array(select privilege_type from aclexplode(acl) where grantee = (select oid from pg_roles where rolname = $1)) as held
  from things order by kind, name`;

/**
 * Idempotent. Nothing where the two are one.
 * @param ownerUrl null where the owner is not at hand, who has granted them then
 * @throws when the database does not answer, or it is not the owner's
 */
export async function grantRuntimeRights(ownerUrl: string | null, roles: DatabaseRoles): Promise<void> {
  if (ownerUrl === null || !isSeparate(roles)) return;
  await withAdvisoryLock(ownerUrl, "migration", async (client) => {
    const { rows } = await client.query<Held>(GRANTED, [roles.runtime]);
    const statements = rows.flatMap((thing) => missingRights(thing, client.escapeIdentifier(roles.runtime)));
    if (statements.length > 0) await inTransaction(client, statements);
  });
}

function missingRights({ kind, name, quoted, held }: Held, role: string): string[] {
  const missing = wanted(kind, name).filter((right) => !held.includes(right));
  return missing.length === 0 ? [] : [`grant ${missing.join(", ")} on ${kind} ${quoted} to ${role}`];
}

function wanted(kind: Held["kind"], name: string): readonly string[] {
  if (kind === "table") return tableRights(name);
  if (kind === "sequence") return SEQUENCE_RIGHTS;
  return kind === "schema" ? ["USAGE"] : ["EXECUTE"];
}

async function inTransaction(client: pg.Client, statements: readonly string[]): Promise<void> {
  await client.query(["begin", ...statements, "commit"].join(";\n"));
}
