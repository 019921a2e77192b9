/** Looks whether the schema is what the migrations make of it, and says so wherever somebody would look. */
import { toSystemTrace } from "#lib/audit/system-trace";
import type { Log } from "#lib/base/log";
import { findFirstAccountId } from "#lib/store/identity/first-account";
import { type Incident, noteIncidents } from "#lib/store/installation/integrity-incidents";
import type { Store } from "#lib/store/open";
import { compareSchema, sentenceOf } from "#lib/store/schema/compare-schema";
import { insertTracesIn, type TraceRow } from "#lib/store/traces/traces";

/** Whoever changed more has been found out by then. */
const MOST_TOLD = 200;

/**
 * Each difference is a line of the log each time, and a trace when it is found first.
 * @returns how many there are
 * @throws when the database does not answer
 */
export async function lookAtSchema(store: Store, log: Pick<Log, "error">, now: Date): Promise<number> {
  const accountId = (await findFirstAccountId(store.prisma)) ?? "";
  const all = await store.transactSql((run) => compareSchema(run));
  const found = all.slice(0, MOST_TOLD);
  for (const { kind, name, what } of found) log.error({ kind, name }, `integrity incident: ${sentenceOf({ kind, name, what })}`);
  await store.transactSql(async (run) => {
    const first = await noteIncidents(run, "schema", found, now);
    await insertTracesIn(
      run,
      first.map((incident) => toIncidentTrace(accountId, incident, now)),
    );
  });
  return all.length;
}

/** @param accountId under which it is filed, since it is about all */
export function toIncidentTrace(accountId: string, { kind, name, what }: Incident, now: Date): TraceRow {
  return {
    ...toSystemTrace({ id: "", accountId, projectId: "", alias: "" }, now, "integrityIncident", { kind, name, what }),
    projectId: null,
    resourceType: kind,
    outcome: "incident",
  };
}
