/**
 * The proof of a signed request. Invariants: a network whose wrong signatures must wait is refused before the next one is looked at, and
 * no other network with it; the secret is opened in the token for the one comparison and wiped.
 */

import { networkOf } from "#lib/base/network-of";
import { KmsError } from "#lib/domain/errors";
import type { Caller, RequestOrigin } from "#lib/domain/identity/caller";
import { toRegion } from "#lib/domain/identity/region";
import { accessKeyLabel } from "#lib/iam/access-key";
import type { SignatureCredential } from "#lib/iam/credential";
import { networkHash, RULES, signatureCounter } from "#lib/iam/throttle";
import { signerKey, TrustedSigners } from "#lib/iam/trusted-signers";
import type { StoredAccessKey } from "#lib/store/hot/lookup-answer";
import { isKnownNetwork, keepPlaces } from "#lib/store/identity/known-places";
import { takeSlot } from "#lib/store/identity/throttle";
import { throttled } from "#lib/usecases/identity/throttled";
import type { Performer } from "./call";
import { noteUse } from "./note-use";
import { openSecret } from "./open-secret";
import { toSignatureTrace } from "./signature-trace";

/** What the catalog calls what is served here. */
const SERVICES: readonly string[] = ["", "kms", "iam"];

/** Wrong signatures with one access key, of one address and minute, that leave a row of their own. */
const TRACED_AT_ONCE = 5;

/**
 * How often, and after how long, a slot that was taken is asked for again: right signatures that other processes look at at the same
 * moment give theirs back.
 */
const ASKED_AGAIN = 3;
const ASKED_AGAIN_MS = 50;

/** Of each process, by its store. */
const TRUSTED = new WeakMap<object, TrustedSigners>();

/** @throws KmsError `notSignedIn`; `signatureElsewhere`; `materialIntegrity` */
export async function verifySignature(
  performer: Performer,
  credential: SignatureCredential,
  caller: Caller,
  accessKey: StoredAccessKey | null,
  origin: RequestOrigin,
): Promise<void> {
  if (accessKey === null) throw new KmsError("notSignedIn");
  const { accessKey: access } = credential;
  const network = networkOf(origin.ip);
  const signers = trustedSigners(performer.store);
  const signer = signerKey(access, network);
  const [place, { userId }] = [networkHash(network), caller];
  const countOfOwn = async () =>
    signatureCounter(userId, access, network, await isKnownNetwork(performer.store, userId, place, performer.now()));
  /** @returns whether it fits; null where it was not looked at, since `isLookedAt` says so when the secret is there */
  const looksRight = async (isLookedAt: () => boolean): Promise<boolean | null> => {
    const sealed = { access, label: accessKeyLabel(access), secret: accessKey.sealedSecret, owner: caller };
    const secret = await openSecret(performer, sealed, origin);
    try {
      if (!isLookedAt()) return null;
      const fits = credential.isSignedWith(secret);
      // In the same turn of the event loop, so that of many wrong ones at once only the first comes by without a slot.
      if (!fits) signers.distrust(signer);
      return fits;
    } finally {
      secret.fill(0);
    }
  };
  const looksRightAsBefore = async (): Promise<boolean> => {
    const fits = signers.has(signer) ? await looksRight(() => signers.has(signer)) : null;
    if (fits !== false) return fits === true;
    const { wrong } = await takeSlot(performer.store, performer.now(), await countOfOwn());
    return refuse(performer, access, caller, origin, wrong);
  };
  const prove = async (): Promise<void> => {
    if (await looksRightAsBefore()) return;
    if (signers.isResting(signer, performer.now())) throw new KmsError("notSignedIn");
    const own = await countOfOwn();
    for (let asked = 1; ; asked += 1) {
      const isDone = await throttled(performer, { own, isUserAlone: true }, async ({ isOpen, wrong }) => {
        if (!isOpen && asked <= ASKED_AGAIN) return false;
        if (!isOpen) signers.rest(signer, performer.now());
        if (!isOpen || (await looksRight(() => true)) !== true) await refuse(performer, access, caller, origin, wrong);
        return true;
      });
      if (isDone) break;
      await new Promise((resolve) => setTimeout(resolve, ASKED_AGAIN_MS));
    }
    signers.trust(signer);
    // Once for each process. What cannot be kept is learnt the next time.
    await keepPlaces(performer.store, userId, [{ kind: "signer", hash: place }], performer.now()).catch(() => {});
  };
  if (!(await looksRightAsBefore())) await signers.inTurn(signer, prove);
  if (!isPlaceOurs(performer.region, credential, caller)) throw new KmsError("signatureElsewhere");
  noteUse(performer, access, accessKey.lastUsedAt);
}

/** Whether the last signature with this access key from this network was right, as far as this process has seen them. */
export function isTrustedSigner({ store }: Performer, { accessKey }: SignatureCredential, { ip }: RequestOrigin): boolean {
  return trustedSigners(store).has(signerKey(accessKey, networkOf(ip)));
}

function trustedSigners(store: object): TrustedSigners {
  const known = TRUSTED.get(store) ?? new TrustedSigners();
  TRUSTED.set(store, known);
  return known;
}

/** Whether the scope of a signature names nothing else than this service here. Go clients name nothing at all (api-reference §1.4). */
function isPlaceOurs(own: string, { place }: SignatureCredential, { projectName }: Caller): boolean {
  const { region, service } = { region: place.region.toLowerCase(), service: place.service.toLowerCase() };
  const regions = ["", own, ...(projectName === null ? [] : [toRegion(projectName)])].map((name) => name.toLowerCase());
  return regions.includes(region) && SERVICES.includes(service);
}

/**
 * Keeps a trace for the owner of the access key, as done by somebody unknown. Only what is counted is traced, and a network that must
 * wait counts nothing, so that a flood leaves a handful of rows: so many as begin the waiting, and what comes beyond that as one for a
 * minute.
 * @param wrong how many are counted with this one; 0 where it is not
 * @throws KmsError `notSignedIn`; `unavailable` when the trace cannot be written
 */
async function refuse(performer: Performer, access: string, owner: Caller, origin: RequestOrigin, wrong: number): Promise<never> {
  const { free } = RULES.signature;
  const refusal = new KmsError("notSignedIn");
  if (wrong > 0) {
    const row = toSignatureTrace(performer, access, owner, origin, refusal, { locked: wrong >= free });
    if (wrong === free || (await performer.refusals.count(row, TRACED_AT_ONCE))) await performer.traces.append(row);
  }
  throw refusal;
}
