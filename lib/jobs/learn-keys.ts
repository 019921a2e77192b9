/**
 * What a worker must know of the keys that others make and destroy in the token: domain keys, of which no copy may outlive the original,
 * and integrity keys. Each worker does it for itself, now and then.
 */
import { learnIntegrityKeys } from "#lib/usecases/domain-key/integrity-key";
import type { JobTools } from "./registry";

/** @throws KmsError `unavailable`; `materialIntegrity` when an integrity key was tampered with */
export async function learnKeys({ store, hsm }: Pick<JobTools, "store" | "hsm">, now: Date): Promise<void> {
  hsm.listDomainKeys();
  await learnIntegrityKeys({ store, hsm }, now);
}
