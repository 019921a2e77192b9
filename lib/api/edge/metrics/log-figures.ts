/** How the sealed log fares, over all instances: read from the database at each scrape, as the jobs are. */
import type { LogFacts } from "#lib/audit/seal/facts";
import { expose, type Sample } from "./exposition";

const gauge = (help: string) => ({ kind: "gauge", help, labels: [] }) as const;

const FAMILIES = {
  kms_audit_sealed_size: gauge("Traces in the audit log that was signed last."),
  kms_audit_seal_lag_seconds: gauge("For how long the oldest trace has waited that is not in it."),
  kms_audit_kept_from: gauge("How many of the oldest traces were removed by age, or are about to be."),
  kms_audit_seal_broken: gauge("1 while the audit log in the database is not what was sealed, and nothing more is."),
};

const witnessGauge = (help: string) => ({ kind: "gauge", help, labels: ["witness"] }) as const;

const WITNESS_FAMILIES = {
  kms_audit_witness_size: witnessGauge("Traces in the audit log that the witness has cosigned last."),
  kms_audit_witness_cosigned_timestamp_seconds: witnessGauge("When the witness last cosigned."),
  kms_audit_witness_failures_in_a_row: witnessGauge("Failed tries since the witness last cosigned."),
  kms_audit_witness_incident: witnessGauge("1 while the witness says that it was shown another log than the database has."),
};

type WitnessFamily = keyof typeof WITNESS_FAMILIES;

export function exposeLog({ last, lagMs, broken, witnesses, retention }: LogFacts): string {
  const values: Readonly<Record<keyof typeof FAMILIES, number>> = {
    kms_audit_sealed_size: last?.size ?? 0,
    kms_audit_seal_lag_seconds: lagMs / 1000,
    kms_audit_kept_from: retention?.keptFrom ?? 0,
    kms_audit_seal_broken: broken === null ? 0 : 1,
  };
  const names = Object.keys(FAMILIES) as (keyof typeof FAMILIES)[];
  const log = names.map((name) => expose(name, FAMILIES[name], [{ labels: [], values: [values[name]] }]));
  return [...log, ...exposeWitnesses(witnesses)].join("");
}

/** Without any nothing is said; of one that has cosigned nothing yet, not when. */
function exposeWitnesses(witnesses: LogFacts["witnesses"]): string[] {
  const read: Readonly<Record<WitnessFamily, (facts: LogFacts["witnesses"][number]) => number | undefined>> = {
    kms_audit_witness_size: ({ cosigned }) => cosigned?.size ?? 0,
    kms_audit_witness_cosigned_timestamp_seconds: ({ cosigned }) => (cosigned === null ? undefined : cosigned.at.getTime() / 1000),
    kms_audit_witness_failures_in_a_row: ({ failuresInARow }) => failuresInARow,
    kms_audit_witness_incident: ({ incident }) => (incident === null ? 0 : 1),
  };
  return (Object.keys(WITNESS_FAMILIES) as WitnessFamily[]).map((name) => {
    const samples = witnesses.flatMap((facts): Sample[] => {
      const value = read[name](facts);
      return value === undefined ? [] : [{ labels: [facts.name], values: [value] }];
    });
    return expose(name, WITNESS_FAMILIES[name], samples);
  });
}
