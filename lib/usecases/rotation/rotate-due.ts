/**
 * Rotates the keys whose period has ended (guide §2.7.1). Invariants: a new version, the end of its period and the trace are one
 * transaction, so that a process that dies in between leaves nothing done and nothing half done; a token that is away postpones.
 */
import { setImmediate as giveWay, setTimeout as pause } from "node:timers/promises";
import { toSystemTrace } from "#lib/audit/system-trace";
import type { Hsm } from "#lib/hsm/port";
import { addVersions, claimRotationsDue, type NewVersion, type RotatingKey } from "#lib/store/keys/rotation";
import type { Store } from "#lib/store/open";
import { insertTracesIn } from "#lib/store/traces/traces";
import { type DealWith, dealInBatch } from "../batch-or-one";
import { createTurns } from "../in-turn";
import { makeVersion } from "./make-version";

/** Few enough that nobody waits long for a key's lock. */
const BATCH = 125;
/** While callers want the database too. */
const SMALL_BATCH = 25;
/** Keys made in the token before others get their turn in the event loop: about a millisecond. */
const TURN = 5;
/** How long callers have the machine after each turn, in ms. */
const PAUSE_MS = 2;

/** Of batches at once, one has the token, so that the database gets the others one after the other and neither waits. */
const inTurn = createTurns();

type Tools = {
  readonly store: Pick<Store, "transactSql">;
  readonly hsm: Pick<Hsm, "generateMaterial">;
  /** Whether there are callers to make room for. */
  readonly hasCallers: () => boolean;
};

/**
 * @returns how many were rotated: none when none is due that nobody else is at
 * @throws KmsError `unavailable` when token or database are away; what one key threw that cannot be rotated, after all others were
 */
export function rotateDue({ store, hsm, hasCallers }: Tools, now: Date): Promise<number> {
  const rotate: DealWith = (limit, except, onClaim) =>
    store.transactSql(async (run) => {
      const keys = await claimRotationsDue(run, now, limit, except);
      onClaim(keys.map(({ id }) => id));
      if (keys.length === 0) return 0;
      const added = await inTurn(() => makeVersions(hsm, keys, hasCallers));
      await addVersions(run, added, now, "planned");
      const traces = keys.map((key) => {
        const details = { version: key.primaryVersion + 1, reason: "planned", interval: key.rotationInterval ?? 0 };
        return toSystemTrace(key, now, "rotateKey", details);
      });
      await insertTracesIn(run, traces);
      return keys.length;
    });
  return dealInBatch(rotate, hasCallers() ? SMALL_BATCH : BATCH);
}

async function makeVersions(hsm: Tools["hsm"], keys: readonly RotatingKey[], hasCallers: Tools["hasCallers"]): Promise<NewVersion[]> {
  const made: NewVersion[] = [];
  for (const key of keys) {
    made.push(await makeVersion(hsm, key));
    if (made.length % TURN === 0) await (hasCallers() ? pause(PAUSE_MS) : giveWay());
  }
  return made;
}
