/** How the sealed log fares, over all instances: read from the database at each scrape, as the jobs are. */
import type { LogFacts } from "#lib/audit/seal/facts";
import { expose } from "./exposition";

const gauge = (help: string) => ({ kind: "gauge", help, labels: [] }) as const;

const FAMILIES = {
  kms_audit_sealed_size: gauge("Traces in the audit log that was signed last."),
  kms_audit_seal_lag_seconds: gauge("For how long the oldest trace has waited that is not in it."),
  kms_audit_seal_broken: gauge("1 while the audit log in the database is not what was sealed, and nothing more is."),
};

export function exposeLog({ last, lagMs, broken }: LogFacts): string {
  const values: Readonly<Record<keyof typeof FAMILIES, number>> = {
    kms_audit_sealed_size: last?.size ?? 0,
    kms_audit_seal_lag_seconds: lagMs / 1000,
    kms_audit_seal_broken: broken === null ? 0 : 1,
  };
  const names = Object.keys(FAMILIES) as (keyof typeof FAMILIES)[];
  return names.map((name) => expose(name, FAMILIES[name], [{ labels: [], values: [values[name]] }])).join("");
}
