/**
 * The end of a domain key: retired when nothing is wrapped under it any more, kept for a while, then destroyed in the token. That takes
 * two looks a minute apart, and both clocks, the product's and the database's, must have seen the whole time pass.
 * Invariant: it is destroyed only after it was closed, and it is closed only while nothing is wrapped under it.
 */
import { isKeptLongEnough } from "#lib/domain/domain-key";
import type { Hsm } from "#lib/hsm/port";
import {
  closeDomainKeys,
  correctFuture,
  listDomainKeyRecords,
  lockDomainKeys,
  noteDestruction,
  requireClosedUnused,
  retireUnused,
  sightDestructions,
} from "#lib/store/installation/domain-keys";
import type { Store } from "#lib/store/open";
import { traceDomainKey } from "./domain-key-trace";

type Tools = {
  readonly store: Pick<Store, "transact">;
  readonly hsm: Pick<Hsm, "listDomainKeys" | "domainKeyMadeAt" | "destroyDomainKey">;
  /** Days that a domain key is kept after it is retired. */
  readonly domainKeyKeepDays: number;
};

/** @returns how many were retired or destroyed @throws KmsError `unavailable` */
export async function retireAndDestroy({ store, hsm, domainKeyKeepDays }: Tools, now: Date): Promise<number> {
  const newest = Math.max(...hsm.listDomainKeys());
  const retired = await store.transact(async (tx) => {
    await lockDomainKeys(tx);
    await correctFuture(tx, now);
    const generations = await retireUnused(tx, newest, now);
    for (const generation of generations) {
      const details = { newest, keptDays: domainKeyKeepDays };
      await traceDomainKey(tx, null, now, { traceName: "retireDomainKey", ...nameOf(generation), details });
    }
    await sightDestructions(tx, domainKeyKeepDays, now);
    return generations.length;
  });
  await store.transact(async (tx) => {
    await lockDomainKeys(tx);
    await closeDomainKeys(tx, domainKeyKeepDays, now);
  });
  return retired + (await destroyClosed({ store, hsm, domainKeyKeepDays }, now));
}

/** Also what an interrupted run has closed. What the database says of it is checked once more, and against the token. */
async function destroyClosed({ store, hsm, domainKeyKeepDays }: Tools, now: Date): Promise<number> {
  return store.transact(async (tx) => {
    await lockDomainKeys(tx);
    await requireClosedUnused(tx);
    const there = hsm.listDomainKeys();
    const doomed = (await listDomainKeyRecords(tx)).filter(({ generation, closedAt, destroyedAt }) => {
      const successor = there.find((other) => other > generation);
      const isKept = successor !== undefined && isKeptLongEnough(hsm.domainKeyMadeAt(successor), domainKeyKeepDays, now);
      return closedAt !== null && destroyedAt === null && isKept;
    });
    for (const { generation, retiredAt } of doomed) {
      hsm.destroyDomainKey(generation);
      await noteDestruction(tx, generation, now);
      const details = { retiredAt: retiredAt?.toISOString() ?? "" };
      await traceDomainKey(tx, null, now, { traceName: "destroyDomainKey", ...nameOf(generation), details });
    }
    return doomed.length;
  });
}

function nameOf(generation: number): { resourceType: "domainKey"; resourceId: string } {
  return { resourceType: "domainKey", resourceId: String(generation) };
}
