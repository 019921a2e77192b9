/** What was found that cannot be honest, over all instances: read from the database at each scrape, as the jobs are. */
import type { IncidentCount } from "#lib/store/installation/integrity-incidents";
import { expose } from "./exposition";

const FOUND = {
  kind: "counter",
  help: "What was found that cannot be honest. Sources: schema (triggers, functions, owners, rights), rows, log (the audit log is not what was sealed), sealed (rows of it are not), witness (one was shown another log).",
  labels: ["source"],
} as const;
const OPEN = { kind: "gauge", help: "What was found that cannot be honest, and is still there.", labels: ["source"] } as const;

export function exposeIntegrity(counts: readonly IncidentCount[]): string {
  const samples = (read: (count: IncidentCount) => number) => counts.map((count) => ({ labels: [count.source], values: [read(count)] }));
  return (
    expose(
      "kms_integrity_incidents_total",
      FOUND,
      samples(({ found }) => found),
    ) +
    expose(
      "kms_integrity_incidents",
      OPEN,
      samples(({ open }) => open),
    )
  );
}
