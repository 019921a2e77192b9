/**
 * Has witnesses cosign the checkpoint that was signed last, in rounds: all that are not waited for are asked about the same one at once, and
 * what they answered is stored together, so that one checkpoint has the cosignatures of all that are there. Invariants: only what is stored
 * is shown to a witness, so one that knows of more than the database has seen a newer one; sealing waits for none of it.
 */
import type { Clock } from "#lib/base/clock";
import type { Log } from "#lib/base/log";
import { addCosignature, readLastCheckpoint, type StoredCheckpoint } from "#lib/store/audit/checkpoints";
import { listWitnesses, nameWitnesses, noteCosigned, noteNotCosigned } from "#lib/store/audit/witnesses";
import type { RunSql } from "#lib/store/database/run-sql";
import { findFirstAccountIdBy } from "#lib/store/identity/first-account";
import { type Incident, listOpenIncidents, noteIncidents } from "#lib/store/installation/integrity-incidents";
import type { Store } from "#lib/store/open";
import { insertTracesIn } from "#lib/store/traces/traces";
import { readProof } from "../seal/log-tree";
import { toLogTrace } from "../seal/tell-of-log";
import { formatConsistency } from "../verify/consistency";
import { consistencyPlan } from "../verify/proof";
import { type Witness, type WitnessAnswer, WitnessFailure } from "./ask-witness";

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** In one round: the size that it knew, that which it told, and once more where another leader asked meanwhile. */
const TRIES = 3;

/** What is found by a witness; each follows "witness NAME" in a sentence. */
const KNOWS_MORE = "knows a larger tree of the audit log than the database has";
const KNOWS_OTHER = "has cosigned another beginning of the audit log than the database has";

type Parts = {
  readonly witnesses: readonly Witness[];
  readonly store: Pick<Store, "transactSql">;
  readonly clock: Clock;
  readonly log: Pick<Log, "error" | "warn" | "info">;
  readonly gone: AbortSignal;
};

/** @param what null where it finds nothing wrong; undefined where it said nothing of that */
type Outcome = { readonly line?: string; readonly failure?: WitnessFailure; readonly what: string | null | undefined };

type Waiting = { readonly failuresInARow: number /** By the monotonic clock. */; readonly nextTryAt: number };
const AT_ONCE: Waiting = { failuresInARow: 0, nextTryAt: Number.NEGATIVE_INFINITY };

export class Witnessing {
  readonly #parts: Parts;
  readonly #waiting = new Map<string, Waiting>();
  #isNamed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** One round, nothing where all that would be asked have cosigned the last checkpoint. @throws when the database does not answer */
  async run(): Promise<void> {
    const { witnesses, store, clock, gone } = this.#parts;
    const names = witnesses.map(({ name }) => name);
    if (!this.#isNamed) await store.transactSql((run) => nameWitnesses(run, names));
    this.#isNamed = true;
    if (names.length === 0) return;
    const { last, states } = await store.transactSql(async (run) => ({
      last: await readLastCheckpoint(run),
      states: new Map((await listWitnesses(run)).map((state) => [state.name, state.cosigned])),
    }));
    if (last === null) return;
    const asked = witnesses.filter(({ name }) => {
      const known = states.get(name);
      const isDone = known?.incarnation === last.incarnation && known.size === last.size;
      return !isDone && clock.monotonic() >= this.#of(name).nextTryAt;
    });
    if (asked.length === 0) return;
    const outcomes = await Promise.all(
      asked.map(async (one) => {
        const known = states.get(one.name);
        const old = known?.incarnation === last.incarnation && known.size <= last.size ? known.size : 0;
        return [one.name, await this.#ask(one, last, old)] as const;
      }),
    );
    if (gone.aborted) return;
    await this.#note(last, new Map(outcomes));
  }

  async #ask(one: Witness, { size, text, incarnation }: StoredCheckpoint, first: number): Promise<Outcome> {
    const { store, gone } = this.#parts;
    try {
      for (let old = first, tried = 0; tried < TRIES; tried += 1) {
        const proof = old === 0 ? [] : await store.transactSql((run) => readProof(run, consistencyPlan(old, size)));
        if (proof === null) throw new WitnessFailure("A proof for the witness could not be made: tiles of the log are missing.");
        const answer = await one.ask({ body: formatConsistency(old, proof, text), checkpoint: text }, gone);
        if (answer.kind === "cosigned") return { line: answer.line, what: null };
        // By the protocol that is what is said of the same size with another root.
        const isOther = answer.kind === "differs" || (answer.size === old && old === size);
        if (isOther) return { what: KNOWS_OTHER, failure: new WitnessFailure(`It ${KNOWS_OTHER}.`) };
        if (answer.size > size) return await this.#judge(answer, { size, incarnation });
        old = answer.size;
      }
      throw new WitnessFailure("The witness said each time that it knows another size of the log.");
    } catch (error) {
      if (!(error instanceof WitnessFailure)) throw error;
      return { failure: error, what: undefined };
    }
  }

  /** Another leader may have sealed and asked meanwhile; then the database has what the witness knows. */
  async #judge(
    { size }: Extract<WitnessAnswer, { kind: "knows" }>,
    asked: Pick<StoredCheckpoint, "size" | "incarnation">,
  ): Promise<Outcome> {
    const now = await this.#parts.store.transactSql(readLastCheckpoint);
    if (now !== null && (now.size >= size || now.incarnation !== asked.incarnation)) return { what: undefined };
    return {
      what: KNOWS_MORE,
      failure: new WitnessFailure(`It ${KNOWS_MORE}: ${size} entries, and the database has ${now?.size ?? 0}.`),
    };
  }

  async #note(checkpoint: StoredCheckpoint, outcomes: ReadonlyMap<string, Outcome>): Promise<void> {
    const { store, clock } = this.#parts;
    const { incarnation, size } = checkpoint;
    const at = clock.now();
    const found = await store.transactSql(async (run) => {
      // By name, so that two leaders lock rows in one order.
      for (const [name, { line, failure }] of [...outcomes].sort()) {
        if (line !== undefined) {
          await addCosignature(run, checkpoint, { name, line });
          await noteCosigned(run, name, { incarnation, size, at });
        } else if (failure !== undefined) await noteNotCosigned(run, name, failure.message, at);
      }
      return this.#tell(run, outcomes, at);
    });
    for (const [name, { failure }] of outcomes) this.#say(name, failure, found);
  }

  /** @returns what nobody had found yet */
  async #tell(run: RunSql, outcomes: ReadonlyMap<string, Outcome>, at: Date): Promise<readonly Incident[]> {
    const open = await listOpenIncidents(run, "witness");
    const names = new Set(this.#parts.witnesses.map(({ name }) => name));
    // Of those that said nothing now, what they said last.
    const others = open.filter(({ name }) => names.has(name) && outcomes.get(name)?.what === undefined);
    const found = [...outcomes].flatMap(([name, { what }]) => (what ? [{ kind: "witness", name, what }] : []));
    if (open.length === 0 && found.length === 0) return [];
    const isNew = await noteIncidents(run, "witness", [...others, ...found], at);
    const accountId = (await findFirstAccountIdBy(run)) ?? "";
    await insertTracesIn(
      run,
      isNew.map((incident) => toLogTrace(accountId, incident, at)),
    );
    return isNew;
  }

  #say(name: string, failure: WitnessFailure | undefined, found: readonly Incident[]): void {
    const { log, clock } = this.#parts;
    const { failuresInARow } = this.#of(name);
    const incident = found.find((one) => one.name === name);
    if (incident !== undefined) {
      log.error(
        { witness: name, found: incident.what, failure: failure?.message },
        `integrity incident: the witness ${name} ${incident.what}: it was shown a newer database. Put that back, or accept this one by npm run --silent admin -- integrity accept-rollback --reason TEXT`,
      );
    }
    if (failure === undefined) {
      if (failuresInARow > 0) log.info({ witness: name, failures: failuresInARow }, "the witness cosigns again");
      this.#waiting.delete(name);
      return;
    }
    if (failuresInARow === 0 && incident === undefined) {
      log.warn({ witness: name, failure: failure.message, err: failure.cause }, "the witness did not cosign, and is asked again");
    }
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failuresInARow);
    this.#waiting.set(name, { failuresInARow: failuresInARow + 1, nextTryAt: clock.monotonic() + pause });
  }

  #of(name: string): Waiting {
    return this.#waiting.get(name) ?? AT_ONCE;
  }
}
