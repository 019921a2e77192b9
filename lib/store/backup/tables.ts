/** Which tables a backup holds: all of the product's, but for what migrations and job queues keep of themselves. */
import type { RunSql } from "../database/run-sql";

export type BackupTable = {
  readonly name: string;
  /** But for those that the database computes. */
  readonly columns: readonly string[];
};

/** A partition's rows are those of its table. */
const TABLES = `select c.relname::text as name,
    (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
    (select coalesce(array_agg(distinct r.relname::text), '{}') from pg_constraint k join pg_class r on r.oid = k.confrelid
      where k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid) as needs
  from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    and c.relname not in ('_prisma_migrations', 'trace_removal', 'trace_retention') order by c.relname`;

/** Those that others lean on come first. */
export async function listBackupTables(run: RunSql): Promise<BackupTable[]> {
  const rows = await run<BackupTable & { needs: readonly string[] }>(TABLES, []);
  const [left, inOrder] = [new Map(rows.map((row) => [row.name, row])), [] as BackupTable[]];
  while (left.size > 0) {
    const next = [...left.values()].filter(({ needs }) => needs.every((name) => !left.has(name)));
    if (next.length === 0) throw new Error(`tables lean on each other: ${[...left.keys()].join(", ")}`);
    for (const { name, columns } of next) {
      left.delete(name);
      inOrder.push({ name, columns });
    }
  }
  return inOrder;
}

/** @returns name of the table and of its columns, for statements */
export function quoteTable(quote: (name: string) => string, { name, columns }: BackupTable): { table: string; list: string } {
  return { table: quote(name), list: columns.map(quote).join(", ") };
}
