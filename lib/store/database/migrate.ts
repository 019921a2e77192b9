/**
 * Applies the `migration.sql` files of `prisma/migrations` over plain SQL, with Prisma's own bookkeeping table. (`prisma migrate` needs an
 * engine that it downloads from outside the package registries.)
 * Invariants: each migration is applied once, whole or not at all, whatever number of instances start at the same time; and a database
 * that a newer version has changed is left as it is.
 */
import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type pg from "pg";
import { withAdvisoryLock } from "./advisory-lock";
import { DatabaseStartError } from "./database-start-error";

/** Where what was applied is written down. */
export const MIGRATION_TABLE = `create table if not exists _prisma_migrations (
  id varchar(36) primary key, checksum varchar(64) not null, finished_at timestamptz, migration_name varchar(255) not null,
  logs text, rolled_back_at timestamptz, started_at timestamptz not null default now(), applied_steps_count integer not null default 0)`;

export type Migration = { name: string; sql: string; checksum: string };

/**
 * Brings the database up to date.
 * @param databaseUrl of a role that owns the database; no superuser is needed
 * @param only names of those that are wanted, as of an earlier version; without it all
 * @returns names of the migrations applied by this call
 * @throws DatabaseStartError when the database holds a migration that this version does not know, or knows otherwise; nothing is changed then
 * @throws Error when the database cannot be reached
 */
export function migrate(databaseUrl: string, only?: readonly string[]): Promise<string[]> {
  return withAdvisoryLock(databaseUrl, "migration", async (client) => {
    const applied = await findApplied(client);
    const all = readMigrations();
    requireKnown(applied, all);
    const newer = only?.find((wanted) => all.every(({ name }) => name !== wanted));
    if (newer !== undefined) {
      throw new DatabaseStartError(
        `The backup was made by a newer version of KMS Console, whose migration "${newer}" this one does not know: restore it with that version.`,
      );
    }
    const migrations = only === undefined ? all : all.filter(({ name }) => only.includes(name));
    const missing = migrations.filter(({ name }) => !applied.has(name));
    // Who has nothing to apply needs no right to make a table.
    if (missing.length > 0) await client.query(MIGRATION_TABLE);
    const names: string[] = [];
    for (const migration of missing) {
      await apply(client, migration);
      names.push(migration.name);
    }
    return names;
  });
}

/** Names and checksums of the migrations that the database holds; none where it is new. */
async function findApplied(client: pg.Client): Promise<Map<string, string>> {
  const { rows: tables } = await client.query("select 1 where to_regclass('_prisma_migrations') is not null");
  if (tables.length === 0) return new Map();
  const { rows } = await client.query<{ migration_name: string; checksum: string }>(
    "select migration_name, checksum from _prisma_migrations where finished_at is not null and rolled_back_at is null",
  );
  return new Map(rows.map((row) => [row.migration_name, row.checksum]));
}

/** @throws DatabaseStartError */
function requireKnown(applied: ReadonlyMap<string, string>, migrations: readonly Migration[]): void {
  const known = new Map(migrations.map(({ name, checksum }) => [name, checksum]));
  const unknown = [...applied.keys()].filter((name) => !known.has(name)).sort();
  if (unknown.length > 0) {
    const more = unknown.length > 1 ? ` and ${unknown.length - 1} more` : "";
    throw new DatabaseStartError(
      `The database holds the migration "${unknown[0]}"${more}, which this version of KMS Console does not know: start the newer version that made it, or restore a dump from before.`,
    );
  }
  for (const [name, checksum] of applied) {
    if (known.get(name) === checksum) continue;
    throw new DatabaseStartError(
      `The migration "${name}" in the database differs from the file of this version, which has been changed since: restore the file prisma/migrations/${name}/migration.sql.`,
    );
  }
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query("begin");
  try {
    await client.query(migration.sql);
    await client.query(
      "insert into _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count) values ($1, $2, now(), $3, 1)",
      [randomUUID(), migration.checksum, migration.name],
    );
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}

/** In the order in which they are applied. */
export function readMigrations(): Migration[] {
  const directory = migrationsDirectory();
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(join(directory, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    });
}

/** Found from this module upwards, since it runs both from source and from the build. */
function migrationsDirectory(): string {
  for (let directory = dirname(fileURLToPath(import.meta.url)); ; directory = dirname(directory)) {
    const candidate = join(directory, "prisma", "migrations");
    if (existsSync(candidate)) return candidate;
    if (directory === dirname(directory)) throw new Error("prisma/migrations was not found beside the program.");
  }
}
