/**
 * Whether the schema is what the migrations make of it. Invariants: an honest database has no difference, whatever its PostgreSQL is, its
 * roles are called, and the months of its trail are; and what was found is looked at twice, so that a start elsewhere is no difference.
 */
import { setTimeout as pause } from "node:timers/promises";
import { isSeparate, readDatabaseRoles } from "../database/database-roles";
import { readMigrations } from "../database/migrate";
import type { RunSql } from "../database/run-sql";
import { CATALOG_QUERY, type CatalogRow } from "./catalog-query";
import { expectedSchema } from "./expected-schema";
import { keyOf, toEntry } from "./schema-entry";
import { FINDINGS_QUERY, type Finding } from "./schema-findings";

/** `kind`, `name` and `what` together are a sentence: "trigger trace_append_only on trace is disabled". */
export type SchemaDifference = Finding;

const SECOND_LOOK_MS = 1_000;

/** @param run by the runtime role, best in a transaction @throws when the database does not answer */
export async function compareSchema(run: RunSql, secondLookMs = SECOND_LOOK_MS): Promise<readonly SchemaDifference[]> {
  const first = await look(run);
  if (first.length === 0) return [];
  await pause(secondLookMs);
  const again = new Set((await look(run)).map(sentenceOf));
  return first.filter((difference) => again.has(sentenceOf(difference)));
}

export function sentenceOf({ kind, name, what }: SchemaDifference): string {
  return `${kind} ${name} ${what}`;
}

async function look(run: RunSql): Promise<SchemaDifference[]> {
  // Names of PostgreSQL's own shall lead there, whatever somebody has put before them; outside a transaction it changes nothing.
  await run("set local search_path = pg_catalog, public", []);
  const unknown = await findUnknownMigration(run);
  // What a newer version has made of it, this one cannot judge.
  if (unknown !== null) return [{ kind: "migration", name: unknown, what: "is not known to this version" }];
  const roles = await readDatabaseRoles(run);
  const names = [roles.owner, roles.runtime];
  const [rows, findings] = [await run<CatalogRow>(CATALOG_QUERY, names), await run<Finding>(FINDINGS_QUERY, names)];
  const found = new Map(rows.map(toEntry).map((entry) => [keyOf(entry), entry]));
  const expected = expectedSchema([...found.values()], isSeparate(roles));
  return [...differencesOf(expected, found), ...findings].sort((a, b) => (sentenceOf(a) < sentenceOf(b) ? -1 : 1));
}

async function findUnknownMigration(run: RunSql): Promise<string | null> {
  const known = new Set(readMigrations().map(({ name }) => name));
  const applied = await run<{ name: string }>(
    "select migration_name as name from public._prisma_migrations where rolled_back_at is null order by 1",
    [],
  );
  return applied.find(({ name }) => !known.has(name))?.name ?? null;
}

type Entries = ReadonlyMap<string, CatalogRow>;

function differencesOf(expected: Entries, found: Entries): SchemaDifference[] {
  const missing = [...expected].filter(([key]) => !found.has(key)).map(([, entry]) => entry);
  const added = [...found].filter(([key]) => !expected.has(key)).map(([, entry]) => entry);
  // With a table goes what belongs to it, which is no news of its own.
  const wholes = [...missing, ...added].filter(isWhole);
  const isPart = (entry: CatalogRow) => wholes.some((whole) => whole !== entry && isPartOf(entry, whole));
  const changed = [...expected].flatMap(([key, entry]) => {
    const now = found.get(key);
    return now === undefined || now.value === entry.value ? [] : [{ ...named(entry), what: whatChanged(entry, now.value) }];
  });
  return [
    ...changed,
    ...missing.filter((entry) => !isPart(entry)).map((entry) => ({ ...named(entry), what: whatIsMissing(entry) })),
    ...added.filter((entry) => !isPart(entry)).map((entry) => ({ ...named(entry), what: whatWasAdded(entry) })),
  ];
}

const named = ({ kind, name }: CatalogRow) => ({ kind, name });
const isWhole = ({ aspect, kind }: CatalogRow) => aspect === "" && kind !== "grant";

function isPartOf(entry: CatalogRow, whole: CatalogRow): boolean {
  if (entry.kind === whole.kind && entry.name === whole.name) return true;
  if (entry.kind === "grant" && entry.name === `${whole.kind} ${whole.name}`) return true;
  return entry.parent !== "" && whole.name === whole.parent && entry.parent === whole.name;
}

const STATES: Readonly<Record<string, string>> = {
  D: "is disabled",
  R: "fires for replication alone",
  A: "fires for replication too",
  O: "is enabled",
};
/** Longer definitions are named and not shown. */
const SHOWN = 100;

function whatChanged({ kind, aspect, value }: CatalogRow, now: string): string {
  if (kind === "grant") return `to ${aspect} is ${now} and not ${value}`;
  if (aspect === "owner") return `belongs to ${now} and not to the owner`;
  if (aspect === "enabled") return STATES[now] ?? "is not what the migrations made it";
  return value.length + now.length > SHOWN ? "is not what the migrations made it" : `is "${now}" and not "${value}"`;
}

function whatIsMissing({ kind, aspect, value }: CatalogRow): string {
  return kind === "grant" ? `to ${aspect} of ${value} is missing` : "is missing";
}

function whatWasAdded({ kind, aspect, value }: CatalogRow): string {
  if (kind === "grant") return `to ${aspect} of ${value} was added`;
  return aspect === "enabled" ? (STATES[value] ?? "was changed") : "was added";
}
