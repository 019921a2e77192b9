/** One thing of the schema in the form in which it is compared: without what differs between honest databases. */
import type { CatalogRow } from "./catalog-query";

/** Partitions whose number and names depend on the day and on the jobs that there are; one pattern holds for all of them. */
export const PATTERNS: readonly { readonly place: string; readonly names: RegExp }[] = [
  { place: "{month}", names: /\btrace_y\d{4}m\d\d(?![0-9])/g },
  { place: "{queue}", names: /\bj[0-9a-f]{56}(?![0-9a-f])/g },
];

export function keyOf({ kind, name, aspect }: CatalogRow): string {
  return aspect === "" ? `${kind} ${name}` : `${kind} ${name}: ${aspect}`;
}

export function toEntry({ kind, name, parent, aspect, value }: CatalogRow): CatalogRow {
  const isOfQueue = /^kms_jobs\.j[0-9a-f]{56}$/.test(parent);
  const settled = { kind, name: withoutSchema(name), parent, aspect, value: settle(withoutSchema(value)) };
  return isOfQueue ? { ...settled, name: withoutHash(settled.name), value: withoutHash(settled.value) } : settled;
}

/** Whether `public` is written depends on the search path. */
function withoutSchema(text: string): string {
  return text.replaceAll(/\bpublic\./g, "");
}

/** PostgreSQL cuts the table's name in names that it makes up, by as much as they are too long. */
function withoutHash(text: string): string {
  return text.replaceAll(/\bj[0-9a-f]{20,56}(?=_)/g, "queue");
}

function settle(value: string): string {
  return (
    value
      // A server without the extension has the index without trigrams.
      .replace(", name gin_trgm_ops", "")
      // The name of the one queue whose jobs the partition holds.
      .replace(/^CHECK \(\(name = '\w+'::text\)\)$/, "CHECK ((name = '{name}'::text))")
  );
}
