/**
 * From what a request shows to who calls. Invariants: every failure is one refusal that tells nothing; a locked access key is
 * refused before its signature is looked at; the secret is opened in the token for the one comparison and wiped.
 */
import type { RefusalLedger } from "#lib/audit/refusal-ledger";
import type { Caller, RequestOrigin } from "#lib/domain/caller";
import { KmsError } from "#lib/domain/errors";
import { HEX_ID_PATTERN } from "#lib/domain/ids";
import { toRegion } from "#lib/domain/region";
import type { Hsm } from "#lib/hsm/port";
import type { Claims, Credential } from "#lib/iam/credential";
import type { LookupAnswer, StoredAccessKey } from "#lib/store/hot/hot-lookup";
import { countBadSignature, resetBadSignatures } from "#lib/store/identity/access-keys";
import type { Store } from "#lib/store/open";
import type { TraceRow } from "#lib/store/traces/traces";
import { openSecret } from "./open-secret";
import { toSignatureTrace } from "./signature-trace";

/** Bad signatures in a row that lock an access key, and for how long (design §12). */
export const BAD_SIGNATURES_MAX = 5;
export const SIGNATURE_LOCK_MS = 5 * 60 * 1000;

/** What the catalog calls what is served here. */
const SERVICES: readonly string[] = ["", "kms", "iam"];

export type AuthenticationTools = {
  readonly store: Store;
  readonly hsm: Hsm;
  readonly now: () => Date;
  /** The region of this installation. */
  readonly region: string;
  readonly traces: { append(row: TraceRow): Promise<unknown> };
  readonly refusals: Pick<RefusalLedger, "count">;
  /** Counts a request of this user against the rate limit. @throws KmsError `requestTooMany` */
  readonly admit: (userId: string) => void | Promise<void>;
};

/** Label under which the secret of an access key is sealed. */
export function accessKeyLabel(access: string): string {
  return `access-key/${access}`;
}

/**
 * @param answer looked up for this very request
 * @param proven the access key, as it was when the signature was verified with it; null where nothing has been verified yet
 * @throws KmsError `notSignedIn`; `requestTooMany`, which is not traced, so that a flood does not fill the database
 */
export async function authenticate(
  tools: AuthenticationTools,
  credential: Credential,
  answer: Pick<LookupAnswer, "caller" | "accessKey">,
  origin: RequestOrigin,
  proven: StoredAccessKey | null = null,
): Promise<Caller> {
  const { caller } = answer;
  if (caller === null) throw new KmsError("notSignedIn");
  if (credential.kind === "signature" && !isSameSecret(proven, answer.accessKey))
    await verifySignature(tools, credential, caller, answer.accessKey, origin);
  // After the proof: nobody can use up the requests of another. A wait only where there is one, since every call comes by here.
  const admitted = tools.admit(caller.userId);
  if (admitted !== undefined) await admitted;
  return caller;
}

/**
 * Whether the credential is anybody's at all, so that nothing of a stranger's body is read. The answer to the whole request is
 * given by `authenticate`, on what is looked up after that.
 * @returns the access key with which the signature was made; null for a token
 * @throws KmsError `notSignedIn`
 */
export async function proveCredential(
  tools: AuthenticationTools,
  credential: Credential,
  answer: Pick<LookupAnswer, "caller" | "accessKey">,
  origin: RequestOrigin,
): Promise<StoredAccessKey | null> {
  if (answer.caller === null) throw new KmsError("notSignedIn");
  if (credential.kind === "token") return null;
  await verifySignature(tools, credential, answer.caller, answer.accessKey, origin);
  return answer.accessKey;
}

function isSameSecret(one: StoredAccessKey | null, other: StoredAccessKey | null): boolean {
  return one !== null && other !== null && one.sealedSecret.equals(other.sealedSecret);
}

async function verifySignature(
  tools: AuthenticationTools,
  credential: Credential & { kind: "signature" },
  caller: Caller,
  accessKey: LookupAnswer["accessKey"],
  origin: RequestOrigin,
): Promise<void> {
  const now = tools.now();
  if (accessKey === null || (accessKey.lockedUntil !== null && accessKey.lockedUntil > now)) throw new KmsError("notSignedIn");
  const { accessKey: access } = credential;
  const sealed = { access, label: accessKeyLabel(access), secret: accessKey.sealedSecret, owner: caller };
  const secret = await openSecret(tools, sealed, origin);
  let fits: boolean;
  try {
    fits = credential.isSignedWith(secret);
  } finally {
    secret.fill(0);
  }
  if (!fits) {
    await noteBadSignature(tools, credential.accessKey, caller, now, origin);
    throw new KmsError("notSignedIn");
  }
  if (!isPlaceOurs(tools.region, credential, caller)) throw new KmsError("signatureElsewhere");
  if (accessKey.failedSignatures > 0) await resetBadSignatures(tools.store, credential.accessKey, now);
}

/** Whether the scope of a signature names nothing else than this service here. Go clients name nothing at all (api-reference §1.4). */
function isPlaceOurs(own: string, { place }: Credential & { kind: "signature" }, { projectName }: Caller): boolean {
  const { region, service } = { region: place.region.toLowerCase(), service: place.service.toLowerCase() };
  const regions = ["", own, ...(projectName === null ? [] : [toRegion(projectName)])].map((name) => name.toLowerCase());
  return regions.includes(region) && SERVICES.includes(service);
}

/**
 * For a call that is about no key.
 * @throws KmsError `notSignedIn`; `notPermitted` where the request claims a project or account that is not the caller's
 */
export async function identifyCaller(tools: AuthenticationTools, credential: Credential | null, origin: RequestOrigin): Promise<Caller> {
  if (credential === null) throw new KmsError("notSignedIn");
  const isSigned = credential.kind === "signature";
  const answer = await tools.store.hot.find({
    tokenHash: isSigned ? null : credential.hash,
    accessKey: isSigned ? credential.accessKey : null,
    projectId: claimedProject(credential),
    reference: null,
    keyVersion: null,
    now: tools.now(),
  });
  const caller = await authenticate(tools, credential, answer, origin);
  if (!isClaimOwn(credential, caller)) throw new KmsError("notPermitted");
  return caller;
}

/** The project to look for where the path names none; "" where there is none to look for. */
export function claimedProject({ claimedProjectId }: Claims): string {
  return claimedProjectId !== null && HEX_ID_PATTERN.test(claimedProjectId) ? claimedProjectId : "";
}

/**
 * Whether project and account that a request claims for itself are those of its caller. A claim may be unsigned, so it can
 * only narrow what is allowed: it is compared, never followed. A token without a project acts in none, whatever is claimed.
 */
export function isClaimOwn({ kind, claimedProjectId, claimedAccountId }: Credential, caller: Caller): boolean {
  if (claimedAccountId !== null && claimedAccountId !== caller.accountId) return false;
  if (claimedProjectId === null || claimedProjectId === caller.projectId) return true;
  return kind === "token" && caller.projectId === null;
}

/**
 * Counts it and keeps a trace for the owner of the access key, as the act of somebody unknown. Only what is counted is traced,
 * and a locked key counts nothing, so that a flood leaves a handful of rows: so many as lock a key, and the lock itself, at once, and
 * what good signatures in between let through beyond that as one for a minute.
 */
async function noteBadSignature(
  tools: AuthenticationTools,
  access: string,
  owner: Caller,
  now: Date,
  origin: RequestOrigin,
): Promise<void> {
  const lockedUntil = new Date(now.getTime() + SIGNATURE_LOCK_MS);
  const counted = await countBadSignature(tools.store, access, BAD_SIGNATURES_MAX, now, lockedUntil);
  if (counted === null) return;
  const row = toSignatureTrace(access, owner, now, origin, new KmsError("notSignedIn"), { locked: counted.isLocked });
  if (counted.isLocked || (await tools.refusals.count(row, BAD_SIGNATURES_MAX))) await tools.traces.append(row);
}
