/** What is shown of the sealed log, over all instances. */
import { readLastCheckpoint } from "#lib/store/audit/checkpoints";
import { type RetentionRow, readRetention } from "#lib/store/audit/retention";
import { findWrittenAfter } from "#lib/store/audit/rows";
import { findTraceId } from "#lib/store/audit/tiles";
import { readVerification, type Verification } from "#lib/store/audit/verifications";
import { listWitnesses, type WitnessState } from "#lib/store/audit/witnesses";
import type { RunSql } from "#lib/store/database/run-sql";
import { listOpenIncidents } from "#lib/store/installation/integrity-incidents";
import type { Store } from "#lib/store/open";
import { parseCheckpoint } from "../verify/checkpoint";

export type LogFacts = {
  /** The checkpoint that was signed last; null where none was yet, or what is stored is none. */
  readonly last: {
    readonly size: number;
    /** 32 bytes. */
    readonly root: Buffer;
    readonly origin: string;
    readonly incarnation: number;
    readonly at: Date;
    /** The signed note. */
    readonly text: string;
  } | null;
  /** For how long the oldest row has waited that no checkpoint has yet, in ms; 0 where none waits. */
  readonly lagMs: number;
  /** A sentence; null where the log is what was sealed, as far as the last seal knows. While there is one nothing is sealed. */
  readonly broken: string | null;
  /** Sentences on rows and tiles that are not as they were sealed, 100 at most. */
  readonly faults: readonly string[];
  /** What was verified last, row by row; null where nothing was yet. */
  readonly verification: Verification | null;
  /** By name; none where the settings name none. */
  readonly witnesses: readonly WitnessFacts[];
  /** What was removed by age, as it is recorded; null where nothing was. */
  readonly retention: RetentionFacts | null;
};

export type RetentionFacts = Pick<RetentionRow, "keptFrom" | "removedTo" | "cutOff" | "at"> & {
  /** When the oldest trace that is there was written: where that is long before the cut-off, somebody has not read it yet. */
  readonly oldest: Date | null;
};

export type WitnessFacts = WitnessState & {
  /** A sentence on what it says that cannot be honest: that it was shown another log than the database has. null where it says nothing such. */
  readonly incident: string | null;
};

/** @throws when the database does not answer */
export async function readLogFacts(store: Pick<Store, "transactSql">, now: Date): Promise<LogFacts> {
  return store.transactSql(async (run) => {
    const last = toLast(await readLastCheckpoint(run));
    const sealed = last === null ? null : await findTraceId(run, last.size - 1);
    const since = await findWrittenAfter(run, sealed ?? 0n);
    const [broken] = await listOpenIncidents(run, "log");
    const byWitnesses = await listOpenIncidents(run, "witness");
    const faults = await listOpenIncidents(run, "sealed");
    return {
      last,
      lagMs: since === null ? 0 : Math.max(0, now.getTime() - since.getTime()),
      broken: broken === undefined ? null : `The audit log ${broken.what}.`,
      faults: faults.slice(0, 100).map(({ kind, name, what }) => `${kind} ${name} ${what}`),
      verification: await readVerification(run),
      retention: await readRetentionFacts(run),
      witnesses: (await listWitnesses(run)).map((state) => {
        const incident = byWitnesses.find(({ name }) => name === state.name);
        return { ...state, incident: incident === undefined ? null : `The witness ${state.name} ${incident.what}.` };
      }),
    };
  });
}

async function readRetentionFacts(run: RunSql): Promise<RetentionFacts | null> {
  const row = await readRetention(run);
  if (row === null) return null;
  const { keptFrom, removedTo, cutOff, at } = row;
  return { keptFrom, removedTo, cutOff, at, oldest: await findWrittenAfter(run, 0n) };
}

function toLast(stored: Awaited<ReturnType<typeof readLastCheckpoint>>): LogFacts["last"] {
  if (stored === null) return null;
  const { incarnation, at, text } = stored;
  try {
    const { size, root, origin } = parseCheckpoint(Buffer.from(text));
    return { size, root, origin, incarnation, at, text };
  } catch {
    // Somebody has written it there; the next seal says so.
    return null;
  }
}
