/** What the migrations and the queue of jobs make, as a test has written it down (`golden.json`, by `golden.test.ts`). */
import type { CatalogRow } from "./catalog-query";
import golden from "./golden.json" with { type: "json" };
import { keyOf, PATTERNS } from "./schema-entry";

/** Kind, name, table, aspect, value. */
export type GoldenRow = readonly [kind: string, name: string, parent: string, aspect: string, value: string];

/**
 * @param found what there is, for the names of the months and queues
 * @param isSeparate whether the runtime role is another than the owner, and has been granted what it needs
 */
export function expectedSchema(found: readonly CatalogRow[], isSeparate: boolean): Map<string, CatalogRow> {
  const rows = (golden as unknown as readonly GoldenRow[]).map(([kind, name, parent, aspect, value]) => ({
    kind,
    name,
    parent,
    aspect,
    value,
  }));
  const mine = rows.filter(({ kind, aspect }) => isSeparate || kind !== "grant" || aspect !== "runtime");
  const names = PATTERNS.map(({ place, names }) => ({ place, all: namesIn(found, names) }));
  const entries = mine.flatMap((row) => {
    const pattern = names.find(({ place }) => row.name.includes(place));
    return pattern === undefined ? [row] : pattern.all.map((name) => fill(row, pattern.place, name));
  });
  return new Map(entries.map((entry) => [keyOf(entry), entry]));
}

function namesIn(found: readonly CatalogRow[], names: RegExp): string[] {
  const whole = new RegExp(`^(?:kms_jobs\\.)?(${names.source})$`);
  return found.flatMap(({ kind, aspect, name }) => (kind === "table" && aspect === "" ? (whole.exec(name)?.[1] ?? []) : []));
}

function fill(row: CatalogRow, place: string, name: string): CatalogRow {
  const put = (text: string) => text.replaceAll(place, name);
  return { ...row, name: put(row.name), parent: put(row.parent), value: put(row.value) };
}
