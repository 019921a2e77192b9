/**
 * Rotates the keys whose period has ended (guide §2.7.1). Invariants: a new version, the end of its period and the trace are one
 * transaction, so that a process that dies in between leaves nothing done and nothing half done; a token that is away postpones.
 */
import { toKmsError } from "#lib/domain/errors";
import type { Hsm } from "#lib/hsm/port";
import { isDatabaseUnavailable } from "#lib/store/faults";
import type { Store } from "#lib/store/open";
import { addVersions, claimRotationsDue, type NewVersion, type RotatingKey } from "#lib/store/rotation";
import { insertTracesIn } from "#lib/store/traces";
import { toSystemTrace } from "../system-trace";
import { makeVersion } from "./make-version";

/** Few enough that nobody waits long for a key's lock. */
const BATCH = 125;
/** Batches at once: while the database works on one, the token works on the other. */
const LANES = 2;
/** Keys made in the token before others get their turn in the event loop: about a millisecond. */
const TURN = 5;

type Tools = { readonly store: Pick<Store, "transactSql">; readonly hsm: Pick<Hsm, "generateMaterial"> };

/**
 * @returns how many were rotated: none when none is due that nobody else is at
 * @throws KmsError `unavailable` when token or database are away; what one key threw that cannot be rotated, after all others were
 */
export async function rotateDue(tools: Tools, now: Date): Promise<number> {
  const lanes = await Promise.allSettled(Array.from({ length: LANES }, () => rotateBatch(tools, now, BATCH, [])));
  const failed = lanes.find((lane) => lane.status === "rejected");
  if (failed === undefined) return lanes.reduce((sum, lane) => sum + (lane.status === "fulfilled" ? lane.value : 0), 0);
  const error: unknown = failed.reason;
  if (!isDatabaseUnavailable(error) && toKmsError(error).code !== "unavailable") await rotateOneByOne(tools, now);
  throw error;
}

/** One row that cannot be rotated, however that came, must not hold up the others for ever. */
async function rotateOneByOne(tools: Tools, now: Date): Promise<void> {
  const failed: string[] = [];
  for (;;) {
    let claimed: RotatingKey | undefined;
    const note = ([key]: readonly RotatingKey[]) => {
      claimed = key;
    };
    const rotated = await rotateBatch(tools, now, 1, failed, note).catch(() => {
      if (claimed !== undefined) failed.push(claimed.id);
      return claimed === undefined ? 0 : 1;
    });
    if (rotated === 0) return;
  }
}

/** @param except IDs of keys to leave alone @param onClaim told which keys were locked */
async function rotateBatch(
  { store, hsm }: Tools,
  now: Date,
  limit: number,
  except: readonly string[],
  onClaim: (keys: readonly RotatingKey[]) => void = () => {},
): Promise<number> {
  return store.transactSql(async (run) => {
    const keys = await claimRotationsDue(run, now, limit, except);
    onClaim(keys);
    if (keys.length === 0) return 0;
    const added: NewVersion[] = [];
    for (const key of keys) {
      added.push(await makeVersion(hsm, key));
      if (added.length % TURN === 0) await new Promise(setImmediate);
    }
    await addVersions(run, added, now, "planned");
    await insertTracesIn(
      run,
      keys.map((key) =>
        toSystemTrace(key, now, "rotateKey", { version: key.primaryVersion + 1, reason: "planned", interval: key.rotationInterval ?? 0 }),
      ),
    );
    return keys.length;
  });
}
