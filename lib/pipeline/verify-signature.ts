/**
 * The proof of a signed request. Invariants: a locked access key is refused before its signature is looked at; the secret is opened in
 * the token for the one comparison and wiped.
 */

import { KmsError } from "#lib/domain/errors";
import type { Caller, RequestOrigin } from "#lib/domain/identity/caller";
import { toRegion } from "#lib/domain/identity/region";
import { accessKeyLabel } from "#lib/iam/access-key";
import type { SignatureCredential } from "#lib/iam/credential";
import type { StoredAccessKey } from "#lib/store/hot/hot-lookup";
import { countBadSignature, resetBadSignatures } from "#lib/store/identity/access-keys";
import type { Performer } from "./call";
import { openSecret } from "./open-secret";
import { toSignatureTrace } from "./signature-trace";

/** Bad signatures in a row that lock an access key, and for how long (design §12). */
export const BAD_SIGNATURES_MAX = 5;
export const SIGNATURE_LOCK_MS = 5 * 60 * 1000;

/** What the catalog calls what is served here. */
const SERVICES: readonly string[] = ["", "kms", "iam"];

/** @throws KmsError `notSignedIn`; `signatureElsewhere`; `materialIntegrity` */
export async function verifySignature(
  performer: Performer,
  credential: SignatureCredential,
  caller: Caller,
  accessKey: StoredAccessKey | null,
  origin: RequestOrigin,
): Promise<void> {
  const now = performer.now();
  if (accessKey === null || (accessKey.lockedUntil !== null && accessKey.lockedUntil > now)) throw new KmsError("notSignedIn");
  const { accessKey: access } = credential;
  const sealed = { access, label: accessKeyLabel(access), secret: accessKey.sealedSecret, owner: caller };
  const secret = await openSecret(performer, sealed, origin);
  let fits: boolean;
  try {
    fits = credential.isSignedWith(secret);
  } finally {
    secret.fill(0);
  }
  if (!fits) {
    await noteBadSignature(performer, credential.accessKey, caller, now, origin);
    throw new KmsError("notSignedIn");
  }
  if (!isPlaceOurs(performer.region, credential, caller)) throw new KmsError("signatureElsewhere");
  if (accessKey.failedSignatures > 0) await resetBadSignatures(performer.store, credential.accessKey, now);
}

/** Whether the scope of a signature names nothing else than this service here. Go clients name nothing at all (api-reference §1.4). */
function isPlaceOurs(own: string, { place }: SignatureCredential, { projectName }: Caller): boolean {
  const { region, service } = { region: place.region.toLowerCase(), service: place.service.toLowerCase() };
  const regions = ["", own, ...(projectName === null ? [] : [toRegion(projectName)])].map((name) => name.toLowerCase());
  return regions.includes(region) && SERVICES.includes(service);
}

/**
 * Counts it and keeps a trace for the owner of the access key, as done by somebody unknown. Only what is counted is traced,
 * and a locked key counts nothing, so that a flood leaves a handful of rows: so many as lock a key, and the lock itself, at once, and
 * what good signatures in between let through beyond that as one for a minute.
 */
async function noteBadSignature(performer: Performer, access: string, owner: Caller, now: Date, origin: RequestOrigin): Promise<void> {
  const lockedUntil = new Date(now.getTime() + SIGNATURE_LOCK_MS);
  const counted = await countBadSignature(performer.store, access, BAD_SIGNATURES_MAX, now, lockedUntil);
  if (counted === null) return;
  const refusal = new KmsError("notSignedIn");
  const row = toSignatureTrace(performer, access, owner, origin, refusal, { locked: counted.isLocked });
  if (counted.isLocked || (await performer.refusals.count(row, BAD_SIGNATURES_MAX))) await performer.traces.append(row);
}
