/** What was found of the database that cannot be honest, as sentences for people, and the state of the sealed log in one word. */
import { systemWords } from "#lib/console/words/system-words";
import { logWords } from "#lib/console/words/traces/log-words";
import type { ReplyOf } from "#lib/wire/catalog";

type System = Pick<ReplyOf<"describeSystem">, "audit_log" | "altered_rows" | "schema_differences">;
export type AuditLog = System["audit_log"];

/** Sealing takes about a second; whoever waits for so long (ms) waits for somebody. */
const LATE_MS = 60_000;

/** The worst first; none where all is well. */
export function incidentsOf({ audit_log, altered_rows, schema_differences }: System): string[] {
  return [
    ...logIncidents(audit_log),
    ...(altered_rows > 0 ? [systemWords.rowsWarning(altered_rows)] : []),
    ...schema_differences.map(systemWords.schemaWarning),
  ];
}

/** Of the sealed log alone. */
export function logIncidents({ broken, faults, witnesses }: AuditLog): string[] {
  const byWitnesses = witnesses.map(({ incident }) => incident).filter((incident) => incident !== "");
  return [...(broken === "" ? [] : [broken]), ...byWitnesses, ...faults];
}

export function logState({ broken, faults, witnesses, lag_ms, checkpoint }: AuditLog): { readonly isWell: boolean; readonly text: string } {
  const { states } = logWords;
  if (broken !== "") return { isWell: false, text: states.broken };
  if (witnesses.some(({ incident }) => incident !== "")) return { isWell: false, text: states.witnesses };
  if (faults.length > 0) return { isWell: false, text: states.faults(faults.length) };
  if (lag_ms > LATE_MS) return { isWell: false, text: states.late(lag_ms) };
  return { isWell: true, text: checkpoint === null ? states.empty : states.well };
}
