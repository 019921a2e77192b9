/**
 * Applies the `migration.sql` files of `prisma/migrations` over plain SQL, with Prisma's own bookkeeping table. (`prisma migrate` needs an
 * engine that it downloads from outside the package registries.)
 * Invariant: each migration is applied once, whole or not at all, whatever number of instances start at the same time.
 */
import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type pg from "pg";
import { withAdvisoryLock } from "./advisory-lock";

const BOOKKEEPING = `create table if not exists _prisma_migrations (
  id varchar(36) primary key, checksum varchar(64) not null, finished_at timestamptz, migration_name varchar(255) not null,
  logs text, rolled_back_at timestamptz, started_at timestamptz not null default now(), applied_steps_count integer not null default 0)`;

type Migration = { name: string; sql: string; checksum: string };

/**
 * Brings the database up to date.
 * @param databaseUrl of a role that owns the database; no superuser is needed
 * @returns names of the migrations applied by this call
 * @throws Error when the database cannot be reached, or an applied migration's file has been changed since
 */
export function migrate(databaseUrl: string): Promise<string[]> {
  return withAdvisoryLock(databaseUrl, "migration", async (client) => {
    await client.query(BOOKKEEPING);
    const { rows } = await client.query<{ migration_name: string; checksum: string }>(
      "select migration_name, checksum from _prisma_migrations where finished_at is not null and rolled_back_at is null",
    );
    const applied = new Map(rows.map((row) => [row.migration_name, row.checksum]));
    const names: string[] = [];
    for (const migration of readMigrations()) {
      const known = applied.get(migration.name);
      if (known === migration.checksum) continue;
      if (known !== undefined) throw new Error(`The applied migration ${migration.name} has been changed since. Restore its file.`);
      await apply(client, migration);
      names.push(migration.name);
    }
    return names;
  });
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

function readMigrations(): Migration[] {
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
