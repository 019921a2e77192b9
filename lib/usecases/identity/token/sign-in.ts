/**
 * Signs a user in with a password. Invariants: unknown user, wrong password, disabled user and one who must wait look alike, in body and
 * in work, the statements of the database included; and a try is counted before its password is looked at, so that tries in parallel
 * gain nothing.
 */

import { networkOf } from "#lib/base/network-of";
import { KmsError } from "#lib/domain/errors";
import type { RequestOrigin } from "#lib/domain/identity/caller";
import type { SignInCredential } from "#lib/iam/credential";
import { hashDevice, newDevice } from "#lib/iam/device";
import type { Place as QueuePlace } from "#lib/iam/fair-queue";
import { challengeOf } from "#lib/iam/passkey/passkey";
import { isPassword } from "#lib/iam/password";
import { placeKey, userKey, userKeysOf } from "#lib/iam/recent-sign-ins";
import { wasShown } from "#lib/iam/shown-password";
import { networkCounter, networkHash, nobodyCounter, passwordCounter, type Standing } from "#lib/iam/throttle";
import { TOKEN_LIFE_MS } from "#lib/iam/token";
import { keepPlaces } from "#lib/store/identity/known-places";
import { findShownPassword } from "#lib/store/identity/passkeys";
import { findSigningIn, type SigningIn, type UserReference } from "#lib/store/identity/sign-ins";
import { throttled } from "../throttled";
import type { Known, SignedIn } from "./principal";
import { requireSecondFactor } from "./second-factor";
import type { TokenTools } from "./token-trace";

type PasswordProof = Extract<SignInCredential["proof"], { method: "password" }>;
type ByPassword = Omit<SignedIn, "federatedGroups" | "seenAt">;

/** Who has shown the right password, and how they stand to the user. */
type Shown = {
  readonly account: NonNullable<SigningIn["account"]>;
  readonly user: NonNullable<SigningIn["user"]>;
  readonly standing: Standing;
  readonly password: string;
};

/**
 * @param known is told who it is about, as far as that is known
 * @throws KmsError `notSignedIn`, one body whatever the cause; `requestTooMany`; `SecondFactorNeeded`, only with the right password
 */
export function signIn(tools: TokenTools, proof: PasswordProof, origin: RequestOrigin, now: Date, known: Known): Promise<ByPassword> {
  const { user: named } = proof;
  const reference: UserReference = "id" in named ? { id: named.id } : { name: named.name, account: named.domain };
  const key = keyOf(reference);
  const network = networkOf(origin.ip);
  const devices = (proof.devices ?? []).map(hashDevice);
  return tools.passwordQueue.signIn(queuePlace(tools, key, network, devices), async () => {
    const shown = await showPassword(tools, { reference, key, network, devices, proof }, now, known);
    const provenBy = await requireSecondFactor(tools, shown, proof.secondFactor, origin);
    return { ...(await welcome(tools, shown, { network, origin }, now)), isMfaPresent: provenBy !== null };
  });
}

/** The password, by the count of whoever tries it. */
async function showPassword(
  tools: TokenTools,
  tried: { reference: UserReference; key: string; network: string; devices: readonly Buffer[]; proof: PasswordProof },
  now: Date,
  known: Known,
): Promise<Shown> {
  const { reference, network, devices, proof } = tried;
  const { password } = proof;
  const found = await findSigningIn(tools.store, reference, { network: networkHash(network), devices }, now);
  const { account, user } = found;
  if (account !== null) known.accountId = account.id;
  if (user !== null) Object.assign(known, { userId: user.id, userName: user.name });
  const standing: Standing =
    found.device !== null ? { kind: "device", hash: found.device } : { kind: found.isPlace ? "place" : "stranger", network };
  const counted = {
    own: user === null ? nobodyCounter(tried.key) : passwordCounter(user.id, standing),
    network: networkCounter(network, found.isUsedNetwork),
    needsNetwork: standing.kind === "stranger",
    isUserAlone: standing.kind !== "stranger",
  };
  return throttled(tools, counted, async ({ isOpen }) => {
    const fits = (await wasJustShown(tools, user, proof, now)) || (await isPassword(user?.passwordHash ?? null, password));
    if (account === null || user === null || !user.isEnabled || !isOpen || !fits) throw new KmsError("notSignedIn", { message: REFUSED });
    return { account, user, standing, password };
  });
}

/**
 * Whether it was looked at before: then a challenge for a passkey was given out for it, which whoever knows the challenge has shown. For
 * all others, whoever they name, it is one question to the database that finds nothing.
 */
async function wasJustShown(
  { store, hsm }: TokenTools,
  user: SigningIn["user"],
  { password, secondFactor }: PasswordProof,
  now: Date,
): Promise<boolean> {
  const asked = secondFactor?.method === "passkey" ? challengeOf(secondFactor.assertion) : null;
  const found = asked === null ? null : await findShownPassword(store, asked.hash, now);
  if (asked === null || found === null || user === null || found.userId !== user.id) return false;
  return wasShown(hsm, found.shownPassword, asked.challenge, { password, passwordHash: user.passwordHash });
}

const REFUSED =
  "The account, user name or password is wrong, or there were too many wrong tries: then wait a quarter of an hour at most, or sign in where you have before.";

/** Remembers where it was, so that strangers cannot shut the user out there. */
async function welcome(
  tools: TokenTools,
  { account, user, standing }: Shown,
  { network, origin }: { network: string; origin: RequestOrigin },
  now: Date,
): Promise<Omit<ByPassword, "isMfaPresent">> {
  // Only the console can keep what a browser is known by.
  const device = origin.source === "console" && standing.kind !== "device" ? newDevice() : null;
  const hash = standing.kind === "device" ? standing.hash : device === null ? null : hashDevice(device);
  const places = [{ kind: "network" as const, hash: networkHash(network) }, ...(hash === null ? [] : [{ kind: "device" as const, hash }])];
  await keepPlaces(tools.store, user.id, places, now);
  const users = userKeysOf(account, user);
  for (const place of places) tools.passwordQueue.recent.note({ network: placeKey(place.kind, place.hash), users });
  return {
    accountId: account.id,
    accountName: account.name,
    userId: user.id,
    userName: user.name,
    source: origin.source,
    passwordHash: user.passwordHash,
    expiresAt: new Date(now.getTime() + TOKEN_LIFE_MS),
    device,
  };
}

/** A browser in which the user signed in lately stands in the queue for itself, wherever it is and whoever else is there. */
function queuePlace({ passwordQueue }: TokenTools, user: string, network: string, devices: readonly Buffer[]): QueuePlace {
  const known = devices.map((hash) => ({ network: placeKey("device", hash), user })).find((place) => passwordQueue.recent.hasPair(place));
  return known ?? { network: placeKey("network", networkHash(network)), user };
}

function keyOf(reference: UserReference): string {
  if ("id" in reference) return userKey("id", reference.id);
  const { name, account } = reference;
  return "id" in account ? userKey("account-id", account.id, name) : userKey("account-name", account.name, name);
}
