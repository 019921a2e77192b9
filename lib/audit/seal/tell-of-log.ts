/** Notes that the log is not what was sealed, where everybody looks, and when that is over. */
import { findFirstAccountIdBy } from "#lib/store/identity/first-account";
import { type Incident, noteIncidents } from "#lib/store/installation/integrity-incidents";
import type { Store } from "#lib/store/open";
import { insertTracesIn, type TraceRow } from "#lib/store/traces/traces";
import { toSystemTrace } from "../system-trace";

/** @param what follows "log audit" in a sentence; null where all is well */
export async function tellOfLog(store: Pick<Store, "transactSql">, what: string | null, now: Date): Promise<void> {
  const found = what === null ? [] : [{ kind: "log", name: "audit", what }];
  await store.transactSql(async (run) => {
    const first = await noteIncidents(run, "log", found, now);
    const accountId = (await findFirstAccountIdBy(run)) ?? "";
    await insertTracesIn(
      run,
      first.map((incident) => toLogTrace(accountId, incident, now)),
    );
  });
}

/** @param accountId under which it is filed, since it is about all */
export function toLogTrace(accountId: string, { kind, name, what }: Incident, now: Date): TraceRow {
  return {
    ...toSystemTrace({ id: "", accountId, projectId: "", alias: "" }, now, "integrityIncident", { kind, name, what }),
    projectId: null,
    resourceType: kind,
    outcome: "incident",
  };
}
