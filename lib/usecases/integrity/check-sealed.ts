/**
 * Looks whether the rows of the trail are as they were sealed: all of them in one pass where there are not too many, else a part each hour,
 * one after the other. Invariant: each row that is not is an incident that names its number, and one in the trail when it is found first.
 */
import { setTimeout as pause } from "node:timers/promises";
import { type BoundarySeal, retainedFrom } from "#lib/audit/retention/boundary";
import { toLogTrace } from "#lib/audit/seal/tell-of-log";
import { type SealedFault, verifySealed, verifyUpperTiles } from "#lib/audit/seal/verify-sealed";
import type { Log } from "#lib/base/log";
import { KmsError } from "#lib/domain/errors";
import { noteVerification } from "#lib/store/audit/verifications";
import { findFirstAccountIdBy } from "#lib/store/identity/first-account";
import { listOpenIncidents, noteIncidents } from "#lib/store/installation/integrity-incidents";
import type { Store } from "#lib/store/open";
import { insertTracesIn } from "#lib/store/traces/traces";
import { verifyBoundary } from "./check-log";

/** Leaves of one pass; a multiple of a tile's. */
const PASS_LEAVES = 4_096 * 256;
/** Tiles of one step: some 10,000 rows. */
const STEP_TILES = 40;
/** After each step, while callers want the machine. */
const PAUSE_MS = 300;
/** Those of one pass that are told one by one, so that whoever alters all of them does not fill the trail too. */
const NAMED_MAX = 100;

type Tools = {
  readonly store: Pick<Store, "transactSql">;
  readonly log: Pick<Log, "error">;
  readonly hsm: BoundarySeal;
  readonly hasCallers: () => boolean;
};
type Pass = { begins: number; ends: number; after: bigint | null; upTo: bigint; faults: SealedFault[] };

/** Goes on from pass to pass where the one before has ended; in memory, where nobody else can put it back. */
export class SealedCheck {
  #next = 0;
  #pass: Pass | null = null;
  #wrong = 0;

  /**
   * One step of a pass.
   * @returns how many rows were looked at; 0 when the pass is over, and what it found is told
   * @throws when the database does not answer; then the pass begins anew
   */
  async step({ store, hsm, log, hasCallers }: Tools, now: Date): Promise<number> {
    try {
      this.#pass ??= { begins: this.#next, ends: this.#next, after: null, upTo: 0n, faults: await verifyWhole(store, hsm) };
      const pass = this.#pass;
      if (pass.ends - pass.begins < PASS_LEAVES) {
        const part = await verifySealed(store, pass.ends, STEP_TILES, (run) => retainedFrom(run, hsm));
        pass.faults.push(...part.faults);
        pass.after ??= part.ids.after;
        if (part.ends > pass.ends) pass.upTo = part.ids.upTo;
        pass.ends = part.ends;
        if (!part.isEnd) {
          if (hasCallers()) await pause(PAUSE_MS);
          return Math.max(1, part.rows);
        }
        this.#next = 0;
      } else this.#next = pass.ends;
      await tell(store, log, pass, now);
      this.#wrong = pass.faults.length;
      this.#pass = null;
      return 0;
    } catch (error) {
      this.#pass = null;
      throw error;
    }
  }

  /** @throws KmsError `materialIntegrity` where the last pass found something */
  requireSound(): void {
    if (this.#wrong === 0) return;
    const were = this.#wrong === 1 ? "One entry of the audit log was" : `${this.#wrong} entries of the audit log were`;
    throw new KmsError("materialIntegrity", {
      message: `${were} changed in the database by somebody else: run npm run admin -- integrity check.`,
    });
  }
}

async function verifyWhole(store: Tools["store"], hsm: BoundarySeal): Promise<SealedFault[]> {
  return [...(await verifyBoundary({ store, hsm })), ...(await verifyUpperTiles(store))];
}

async function tell(store: Tools["store"], log: Tools["log"], pass: Pass, now: Date): Promise<void> {
  const found = pass.faults.slice(0, NAMED_MAX).map(({ kind, name, how }) => ({ kind, name, what: `was ${how} by somebody else` }));
  await store.transactSql(async (run) => {
    // Of what this pass has not looked at nothing new is known.
    const elsewhere = (await listOpenIncidents(run, "sealed")).filter((one) => one.kind === "trace" && !isWithin(pass, BigInt(one.name)));
    const first = await noteIncidents(run, "sealed", [...found, ...elsewhere], now);
    for (const { kind, name, what } of first) log.error({ kind, name }, `integrity incident: ${kind} ${name} of the audit log ${what}`);
    const accountId = (await findFirstAccountIdBy(run)) ?? "";
    await insertTracesIn(
      run,
      first.map((incident) => toLogTrace(accountId, incident, now)),
    );
    await noteVerification(run, { at: now, begins: pass.begins, ends: pass.ends, wrong: pass.faults.length });
  });
}

function isWithin({ after, upTo }: Pass, id: bigint): boolean {
  return after !== null && id > after && id <= upTo;
}
