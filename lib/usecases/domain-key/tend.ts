/** What the job of the domain keys does, one piece at a time: roll, make the integrity key, re-wrap, retire, destroy. */
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
  return (await rewrapSome(tools)) || (await retireAndDestroy(tools, now));
}
