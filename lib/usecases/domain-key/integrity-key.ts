/**
 * The integrity key that is kept as wrapped material: made once for an installation, known to every worker long before it authenticates
 * anything. Invariant: what any integrity key has authenticated stays authentic.
 */
import { INTEGRITY_KEY_NOTICE_MS } from "#lib/domain/domain-key";
import type { Hsm } from "#lib/hsm/port";
import { lockDomainKeys } from "#lib/store/installation/domain-keys";
import { insertIntegrityKey, listIntegrityKeys } from "#lib/store/installation/integrity-keys";
import type { Store } from "#lib/store/open";
import { traceDomainKey } from "./domain-key-trace";

/** The token's own. */
const OWN = 1;
const FIRST_WRAPPED = 2;

/** Makes the first wrapped integrity key where there is none. @returns how many were made @throws KmsError `unavailable` */
export async function ensureIntegrityKey(
  { store, hsm }: { readonly store: Pick<Store, "transact" | "prisma">; readonly hsm: Pick<Hsm, "generateIntegrityKey"> },
  now: Date,
): Promise<number> {
  if ((await listIntegrityKeys(store.prisma)).length > 0) return 0;
  return store.transact(async (tx) => {
    await lockDomainKeys(tx);
    if ((await listIntegrityKeys(tx)).length > 0) return 0;
    const activeFrom = new Date(now.getTime() + INTEGRITY_KEY_NOTICE_MS);
    await insertIntegrityKey(tx, hsm.generateIntegrityKey(FIRST_WRAPPED), now, activeFrom);
    const event = { traceName: "createIntegrityKey", resourceType: "integrityKey", resourceId: String(FIRST_WRAPPED) } as const;
    await traceDomainKey(tx, null, now, { ...event, details: { activeFrom: activeFrom.toISOString() } });
    return 1;
  });
}

/** Lets a worker know the integrity keys there are, and which one is active. @throws KmsError `materialIntegrity` when one was tampered with */
export async function learnIntegrityKeys(
  { store, hsm }: { readonly store: Pick<Store, "prisma">; readonly hsm: Pick<Hsm, "acceptIntegrityKeys"> },
  now: Date,
): Promise<void> {
  const keys = await listIntegrityKeys(store.prisma);
  const active = keys.filter(({ activeFrom }) => activeFrom <= now).map(({ version }) => version);
  hsm.acceptIntegrityKeys(keys, Math.max(OWN, ...active));
}
