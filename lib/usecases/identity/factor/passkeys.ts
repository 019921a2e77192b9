/**
 * A user's passkeys: a second factor and a step-up, never instead of the password. Invariants: one is added only for a challenge that the
 * same session was given, at the console's own address; and nobody adds one for another.
 */
import { KmsError } from "#lib/domain/errors";
import { PASSKEYS_PER_USER, type Passkey } from "#lib/domain/identity/factor";
import { newHexId } from "#lib/domain/ids";
import {
  type Asked,
  askForAssertion,
  askForRegistration,
  CHALLENGE_LIFE_MS,
  challengeOf,
  verifyRegistration,
} from "#lib/iam/passkey/passkey";
import type { RelyingParty } from "#lib/iam/passkey/relying-party";
import { noteShown, type ShownPassword } from "#lib/iam/shown-password";
import { hasUser } from "#lib/store/identity/access-keys";
import {
  type ChallengePlace,
  insertPasskey,
  keepChallenge,
  listPasskeys as listRows,
  removePasskey as removeRow,
  renamePasskey as renameRow,
  type StoredPasskey,
  takeChallenge,
} from "#lib/store/identity/passkeys";
import type { Transaction } from "#lib/store/open";
import type { Context, ProjectUseCase } from "../../use-case";
import type { FactorTools } from "./prove";
import { digestOf } from "./seed";

export const beginPasskey: ProjectUseCase<"beginPasskey"> = {
  subject: "account",
  async run(_input, context) {
    const { store, hsm, caller } = context;
    const rp = requireRelyingParty(context);
    const known = await listRows(store, caller.userId);
    if (known.length >= PASSKEYS_PER_USER) throw new KmsError("passkeyQuotaReached");
    const ours = known.filter(({ rpId }) => rpId === rp.id);
    const asked = await askForRegistration(rp, { id: caller.userId, name: caller.userName }, ours, (length) => hsm.randomBytes(length));
    return keep(context.now(), asked, placeOf(context, "register"), null, traced(context));
  },
};

export const addPasskey: ProjectUseCase<"addPasskey"> = {
  subject: "account",
  async run({ name, response }, context) {
    const { store, now, caller, commit } = context;
    const rp = requireRelyingParty(context);
    const asked = challengeOf(response);
    // Before anything is verified: an answer that is wrong has used up its challenge too.
    const isOurs = asked !== null && (await takeChallenge(store, asked.hash, placeOf(context, "register"), now()));
    if (!isOurs) throw new KmsError("passkeyRefused");
    const credential = await verifyRegistration(rp, response, asked.challenge);
    const { userId } = caller;
    const passkey = { id: newHexId(), userId, name, createdAt: now(), lastUsedAt: null, rpId: rp.id, ...credential };
    await commit(
      (tx) => insertPasskey(tx, passkey, PASSKEYS_PER_USER),
      () => ({ resourceId: userId, details: detailsOf(passkey) }),
    );
    return { passkey: toShown(passkey) };
  },
};

export const listPasskeys: ProjectUseCase<"listPasskeys"> = {
  subject: "account",
  async run({ userId }, { store, caller, relyingParty }) {
    if (!(await hasUser(store, caller.accountId, userId))) throw new KmsError("identityNotFound");
    return { passkeys: (await listRows(store, userId)).map(toShown), isPossible: relyingParty !== null };
  },
};

export const renamePasskey: ProjectUseCase<"renamePasskey"> = {
  subject: "account",
  async run({ userId, passkeyId, name }, { commit }) {
    const passkey = await commit(
      (tx) => renameRow(tx, userId, passkeyId, name),
      (renamed) => ({ resourceId: userId, details: detailsOf(renamed) }),
    );
    return { passkey: toShown(passkey) };
  },
};

export const removePasskey: ProjectUseCase<"removePasskey"> = {
  subject: "account",
  async run({ userId, passkeyId }, { caller, commit }) {
    await commit(
      (tx) => removeRow(tx, caller.accountId, userId, passkeyId),
      (name) => ({ resourceId: userId, details: { passkey: passkeyId, name } }),
    );
  },
};

export const beginAssertion: ProjectUseCase<"beginAssertion"> = {
  subject: "account",
  async run(_input, context) {
    requireRelyingParty(context);
    const options = await askForPasskey(context, placeOf(context, "stepUp"), null, traced(context));
    if (options === null) throw new KmsError("identityNotFound", { message: "You have no passkey of this console." });
    return { options };
  },
};

/**
 * What a browser takes to show one of a user's passkeys.
 * @param shown the password that was right just now, of a sign-in
 * @param transact keeps the challenge; of a call of its own together with its trace
 * @returns null where the user has none of this console, or browsers refuse them at its address
 */
export async function askForPasskey(
  tools: FactorTools,
  place: ChallengePlace,
  shown: ShownPassword | null = null,
  transact: Transact = (change) => tools.store.transact(change),
): Promise<Readonly<Record<string, unknown>> | null> {
  const { store, hsm, now, relyingParty: rp } = tools;
  if (rp === null) return null;
  const ours = (await listRows(store, place.userId)).filter(({ rpId }) => rpId === rp.id);
  if (ours.length === 0) return null;
  const asked = await askForAssertion(rp, ours, (length) => hsm.randomBytes(length));
  const noted = shown === null ? null : noteShown(hsm, asked.challenge, shown);
  return (await keep(now(), asked, place, noted, transact)).options;
}

type Transact = (change: (tx: Transaction) => Promise<void>) => Promise<void>;

/** With the trace of a call that does nothing else. */
function traced({ caller: { userId }, commit }: Context): Transact {
  return (change) => commit(change, () => ({ resourceId: userId }));
}

async function keep(
  now: Date,
  { options, challengeHash: hash }: Asked,
  place: ChallengePlace,
  shownPassword: Uint8Array | null,
  transact: Transact,
): Promise<{ options: Asked["options"] }> {
  await transact((tx) => keepChallenge(tx, { hash, shownPassword }, place, now, CHALLENGE_LIFE_MS));
  return { options };
}

function placeOf({ caller: { userId, sessionId } }: Context, purpose: ChallengePlace["purpose"]): ChallengePlace {
  return { userId, sessionId: sessionId ?? "", purpose };
}

/** @throws KmsError `passkeyImpossible` */
function requireRelyingParty({ relyingParty }: FactorTools): RelyingParty {
  if (relyingParty === null) throw new KmsError("passkeyImpossible");
  return relyingParty;
}

function toShown({ id, name, createdAt, lastUsedAt }: StoredPasskey): Passkey {
  return { id, name, createdAt, lastUsedAt };
}

/** All that it means, for the trace: its public key is no secret, but long. */
function detailsOf({ id, name, rpId, credentialId, publicKey }: StoredPasskey): Record<string, string> {
  return { passkey: id, name, rpId, credential: Buffer.from(credentialId).toString("base64url"), publicKeySha256: digestOf(publicKey) };
}
