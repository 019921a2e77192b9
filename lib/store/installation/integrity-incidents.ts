/**
 * What was found that cannot be honest, over all instances. Invariant: what goes on is one incident, from when it was found until it is
 * gone, however often and by however many it is looked for.
 */
import type { RunSql } from "../database/run-sql";
import type { Store } from "../open";

/** Together a sentence: "trigger trace_append_only on trace is disabled". */
export type Incident = { readonly kind: string; readonly name: string; readonly what: string };

/** Who looks. Each knows whether what it found is still there, and nothing of what others found. */
export type IncidentSource = "schema" | "rows" | "log" | "sealed" | "witness";

const NOTE = `insert into integrity_incident (source, kind, name, what, found_at, seen_at)
  select $1::text, kind, name, what, $5::text::timestamptz, $5::text::timestamptz from unnest($2::text[], $3::text[], $4::text[]) as f (kind, name, what)
  on conflict (source, kind, name, what) where ended_at is null do update set seen_at = excluded.seen_at
  returning id::text, kind, name, what, xmax = 0 as "isNew"`;
const END = `update integrity_incident set ended_at = $3::text::timestamptz
  where source = $1::text and ended_at is null and id <> all($2::text[]::bigint[])`;

/**
 * Writes down all that a look has found, and that what it found before and not now is over.
 * @returns those that nobody had found yet
 * @throws when the database does not answer
 */
export async function noteIncidents(run: RunSql, source: IncidentSource, found: readonly Incident[], now: Date): Promise<Incident[]> {
  const each = [...new Map(found.map((one) => [JSON.stringify([one.kind, one.name, one.what]), one])).values()];
  const columns = [each.map(({ kind }) => kind), each.map(({ name }) => name), each.map(({ what }) => what)];
  const rows = await run<Incident & { id: string; isNew: boolean }>(NOTE, [source, ...columns, now.toISOString()]);
  await run(END, [source, rows.map(({ id }) => id), now.toISOString()]);
  return rows.filter(({ isNew }) => isNew).map(({ kind, name, what }) => ({ kind, name, what }));
}

/** Those that are still there, for whoever looks at a part of them at a time. */
export function listOpenIncidents(run: RunSql, source: IncidentSource): Promise<Incident[]> {
  return run<Incident>("select kind, name, what from integrity_incident where source = $1::text and ended_at is null order by id", [
    source,
  ]);
}

/** Sentences of those that are still there, the first found first. */
export async function listIncidents(store: Pick<Store, "prisma">, source: IncidentSource): Promise<string[]> {
  const rows = await store.prisma.integrityIncident.findMany({ where: { source, endedAt: null }, orderBy: { id: "asc" }, take: 100 });
  return rows.map(({ kind, name, what }) => `${kind} ${name} ${what}`);
}

export type IncidentCount = { readonly source: string; readonly found: number; readonly open: number };

/** How many were found, ever, and how many are still there. */
export async function countIncidents(store: Pick<Store, "prisma">): Promise<IncidentCount[]> {
  return store.prisma.$queryRaw<
    IncidentCount[]
  >`select source, count(n.id)::int as found, count(n.id) filter (where ended_at is null)::int as open
    from unnest(array['log', 'rows', 'schema', 'sealed', 'witness']) as source left join integrity_incident n using (source) group by source order by source`;
}
