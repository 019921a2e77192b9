/** Describes the sealed log: how far it goes, and what does not verify of it. */
import { readLogFacts, type WitnessFacts } from "#lib/audit/seal/facts";
import type { LogDescription, WitnessDescription } from "#lib/operations/system-operations";
import type { Store } from "#lib/store/open";

/** @throws when the database does not answer */
export async function describeLog(store: Pick<Store, "transactSql">, now: Date): Promise<LogDescription> {
  const { broken, faults, last, lagMs, verification, witnesses } = await readLogFacts(store, now);
  return {
    broken,
    // Whose trace it is, is for the trail of their project: a number alone says nothing of it.
    faults: faults.map(toSentence),
    checkpoint: last && { origin: last.origin, incarnation: last.incarnation, size: last.size, root: last.root, time: last.at },
    lagMs,
    verification: verification && {
      time: verification.at,
      begins: verification.begins,
      ends: verification.ends,
      wrong: verification.wrong,
    },
    witnesses: witnesses.map(describeWitness),
  };
}

function describeWitness({ name, cosigned, failedAt, failure, failures, failuresInARow, incident }: WitnessFacts): WitnessDescription {
  return {
    name,
    size: cosigned?.size ?? null,
    cosignedAt: cosigned?.at ?? null,
    lastFailure: failedAt,
    failure,
    failures,
    failuresInARow,
    incident,
  };
}

/** "trace 1234 was changed by somebody else" begins a sentence. */
function toSentence(fault: string): string {
  return `${fault.charAt(0).toUpperCase()}${fault.slice(1)}.`;
}
