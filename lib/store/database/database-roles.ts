/**
 * The two roles of the product in its database: the runtime role, by which it works, and the owner, by which a start makes tables.
 * Invariant: where they are two, the runtime role owns nothing and cannot become the owner, so that whoever has its password cannot
 * change a table, a trigger or a trace that was written.
 */
import { randomInt } from "node:crypto";
import type pg from "pg";
import { StartError } from "#lib/base/start-error";
import type { RunSql } from "./run-sql";
import { withClient } from "./with-client";

/** Names of the roles; the same where the runtime role owns the database too, or acts as who does. */
export type DatabaseRoles = { readonly runtime: string; readonly owner: string };

export const isSeparate = ({ runtime, owner }: DatabaseRoles): boolean => runtime !== owner;

type Facts = { role: string; database: string; superuser: boolean; foreign: string | null; creates: boolean };

/** Where the product has been, a relation whose owner the role cannot act as. */
const FOREIGN = `select min(c.oid::regclass::text) from pg_class c where to_regclass('public.trace') is not null and c.relkind in ('r', 'p', 'S', 'v', 'm')
  and c.relnamespace in (select oid from pg_namespace where nspname in ('public', 'kms_jobs'))
  and not exists (select 1 from pg_depend where classid = 'pg_class'::regclass and objid = c.oid and deptype = 'e')`;
const FACTS = `select current_user as role, current_database() as database,
  (select rolsuper from pg_roles where rolname = current_user) as superuser,
  (${FOREIGN} and not pg_has_role(c.relowner, 'USAGE')) as foreign,
  has_database_privilege(current_database(), 'CREATE') and has_schema_privilege('public', 'CREATE') as creates`;

/**
 * @param ownerUrl null where `DATABASE_URL` stands alone, of the owner, or of a runtime role whose database another instance has made fit
 * @throws StartError where the two cannot be what they are said to be; Error when the database does not answer
 */
export async function findDatabaseRoles(runtimeUrl: string, ownerUrl: string | null): Promise<DatabaseRoles> {
  return withClient(runtimeUrl, async (runtime) => {
    const own = await factsOf(runtime);
    if (ownerUrl === null) return own.foreign === null ? { runtime: own.role, owner: own.role } : readDatabaseRoles(runOn(runtime));
    return withClient(ownerUrl, async (owner) => {
      const owners = await factsOf(owner);
      if (!(await isSameDatabase(runtime, owner))) {
        throw new StartError("KMS_DATABASE_OWNER_URL names another database than DATABASE_URL: both must be of the same one.");
      }
      if (own.role === owners.role) return { runtime: own.role, owner: own.role };
      requirePlain(own, "DATABASE_URL", "owns nothing");
      requirePlain(owners, "KMS_DATABASE_OWNER_URL", "owns the database");
      requireOwner(owners);
      const roles = { runtime: own.role, owner: owners.role };
      await requirePowerless(runtime, roles);
      return roles;
    });
  });
}

/** The same, as a process finds it that knows the runtime role alone. @throws when the database does not answer */
export async function readDatabaseRoles(run: RunSql): Promise<DatabaseRoles> {
  const [row] = await run<DatabaseRoles>(
    `select case when pg_has_role(relowner, 'USAGE') then pg_get_userbyid(relowner) else current_user end::text as runtime,
       pg_get_userbyid(relowner)::text as owner from pg_class where oid = to_regclass('public.trace')`,
    [],
  );
  if (row === undefined) throw new Error("there is no table of traces");
  return row;
}

function requireOwner({ role, database, foreign, creates }: Facts): void {
  if (foreign !== null) {
    throw new StartError(
      `KMS_DATABASE_OWNER_URL: the role "${role}" does not own the table ${foreign}: name the role that does, or give it all of them (REASSIGN OWNED BY … TO "${role}").`,
    );
  }
  if (!creates) {
    throw new StartError(
      `KMS_DATABASE_OWNER_URL: the role "${role}" may not make tables in the database "${database}": ALTER DATABASE "${database}" OWNER TO "${role}".`,
    );
  }
}

function requirePlain({ role, superuser }: Facts, variable: string, must: string): void {
  if (superuser) throw new StartError(`${variable}: the role "${role}" is a superuser, and must be a plain role that ${must}.`);
}

async function requirePowerless(client: pg.Client, { runtime, owner }: DatabaseRoles): Promise<void> {
  const { rows } = await client.query<{ member: boolean; creates: boolean; database: string }>(
    `select pg_has_role($1, 'MEMBER') or pg_has_role('pg_database_owner', 'MEMBER') as member, current_database() as database,
       has_database_privilege(current_database(), 'CREATE') or has_schema_privilege('public', 'CREATE') as creates`,
    [owner],
  );
  const [{ member = false, creates = false, database = "" } = {}] = rows;
  if (member) {
    throw new StartError(
      `DATABASE_URL: the role "${runtime}" can act as the owner of the database: REVOKE "${owner}" FROM "${runtime}", and ALTER DATABASE "${database}" OWNER TO "${owner}".`,
    );
  }
  if (creates) {
    throw new StartError(
      `DATABASE_URL: the role "${runtime}" may make tables or schemas in the database "${database}", which is the owner's alone: revoke CREATE on the database and on the schema public from it and from PUBLIC.`,
    );
  }
}

/** A lock is known in one database only, wherever its name leads: servers have many names. */
async function isSameDatabase(one: pg.Client, other: pg.Client): Promise<boolean> {
  const number = [randomInt(2 ** 31), randomInt(2 ** 31)];
  await one.query("select pg_advisory_lock($1, $2)", number);
  try {
    const { rows } = await other.query<{ got: boolean }>("select pg_try_advisory_lock($1, $2) as got", number);
    return rows[0]?.got === false;
  } finally {
    await one.query("select pg_advisory_unlock($1, $2)", number);
  }
}

function runOn(client: pg.Client): RunSql {
  return async (text, values) => (await client.query(text, [...values])).rows;
}

async function factsOf(client: pg.Client): Promise<Facts> {
  const { rows } = await client.query<Facts>(FACTS);
  return rows[0] as Facts;
}
