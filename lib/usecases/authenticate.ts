/**
 * From what a request shows to who calls. Invariants: every failure is one refusal that tells nothing; a locked access key is
 * refused before its signature is looked at; the secret is opened in the token for the one comparison and wiped.
 */
import type { Caller } from "#lib/domain/caller";
import { KmsError } from "#lib/domain/errors";
import type { Hsm } from "#lib/hsm/port";
import type { Credential } from "#lib/iam/credential";
import { countBadSignature, resetBadSignatures } from "#lib/store/access-keys";
import type { LookupAnswer } from "#lib/store/hot-lookup";
import type { Store } from "#lib/store/open";

/** Bad signatures in a row that lock an access key, and for how long (design §12). */
export const BAD_SIGNATURES_MAX = 5;
export const SIGNATURE_LOCK_MS = 5 * 60 * 1000;

/** Label under which the secret of an access key is sealed. */
export function accessKeyLabel(access: string): string {
  return `access-key/${access}`;
}

/**
 * @param answer looked up for this very request
 * @throws KmsError `notSignedIn`; `notPermitted` for a claim on a project or account that is not the caller's
 */
export async function authenticate(
  tools: { store: Store; hsm: Hsm; now: () => Date },
  credential: Credential,
  answer: Pick<LookupAnswer, "caller" | "accessKey">,
): Promise<Caller> {
  const { caller, accessKey } = answer;
  if (caller === null) throw new KmsError("notSignedIn");
  if (credential.kind === "token") return caller;
  const now = tools.now();
  if (accessKey === null || (accessKey.lockedUntil !== null && accessKey.lockedUntil > now)) throw new KmsError("notSignedIn");
  const secret = tools.hsm.unseal(accessKeyLabel(credential.accessKey), accessKey.sealedSecret);
  let fits: boolean;
  try {
    fits = credential.isSignedWith(secret);
  } finally {
    secret.fill(0);
  }
  if (!fits) {
    await countBadSignature(tools.store, credential.accessKey, BAD_SIGNATURES_MAX, now, new Date(now.getTime() + SIGNATURE_LOCK_MS));
    throw new KmsError("notSignedIn");
  }
  if (accessKey.failedSignatures > 0) await resetBadSignatures(tools.store, credential.accessKey);
  const { claimedProjectId, claimedAccountId } = credential;
  if (claimedProjectId !== null && claimedProjectId !== caller.projectId) throw new KmsError("notPermitted");
  if (claimedAccountId !== null && claimedAccountId !== caller.accountId) throw new KmsError("notPermitted");
  return caller;
}
