/** What the job of the domain keys does, one step at a time: roll, make the integrity key, re-wrap, retire, destroy. */
import { KmsError } from "#lib/domain/errors";
import type { Hsm } from "#lib/hsm/port";
import type { Store } from "#lib/store/open";
import { ensureIntegrityKey } from "./integrity-key";
import { retireAndDestroy } from "./retire";
import { rewrapSome } from "./rewrap";
import { rollWhenDue } from "./roll";

type Tools = {
  readonly store: Store;
  readonly hsm: Hsm;
  readonly hasCallers: () => boolean;
  readonly domainKeyKeepDays: number;
};

/** @returns how many keys and blobs were dealt with; 0 when nothing is left to do @throws as each of them */
export async function tendDomainKeys(tools: Tools, now: Date): Promise<number> {
  const begun = (await rollWhenDue(tools, now)) + (await ensureIntegrityKey(tools, now));
  if (begun > 0) return begun;
  let damaged: unknown = null;
  const moved = await rewrapSome(tools).catch((error: unknown) => {
    if (!(error instanceof KmsError) || error.code !== "materialIntegrity") throw error;
    damaged = error;
    return 0;
  });
  if (moved > 0) return moved;
  // A damaged row keeps its own domain key alive, and no other.
  const ended = await retireAndDestroy(tools, now);
  if (ended === 0 && damaged !== null) throw damaged;
  return ended;
}
