/**
 * The second factor of a sign-in, which is looked at only when the password was right. Invariants: a user who has one signs in with it and
 * not without, at every door; only whoever knows the password hears that there is one; and a code that is wrong or was used, a passkey that
 * is not accepted, and none at all are one refusal.
 */
import { KmsError } from "#lib/domain/errors";
import type { RequestOrigin } from "#lib/domain/identity/caller";
import { type SecondFactorMethod, SecondFactorNeeded } from "#lib/domain/identity/second-factor-needed";
import type { SecondFactor, UserReference } from "#lib/iam/credential";
import { codeCounter, type Standing } from "#lib/iam/throttle";
import { type FactorsOfUser, findFactors } from "#lib/store/identity/second-factors";
import { askForPasskey } from "../factor/passkeys";
import { type FactorTools, type ProvenBy, proveFactor } from "../factor/prove";

/** Who has shown the right password. */
type Shown = {
  readonly account: { readonly id: string; readonly name: string };
  readonly user: { readonly id: string; readonly name: string; readonly passwordHash: string };
  readonly standing: Standing;
  readonly password: string;
};

/**
 * @param shown what came with the password; undefined where nothing did
 * @returns how a second factor was shown; null for a user who has none
 * @throws `SecondFactorNeeded`; KmsError `notSignedIn` for a factor of somebody who has none; `triesTooMany`
 */
export async function requireSecondFactor(
  tools: FactorTools,
  who: Shown,
  shown: SecondFactor | undefined,
  origin: RequestOrigin,
): Promise<ProvenBy | null> {
  const { account, user, standing } = who;
  const factors = await findFactors(tools.store, user.id);
  if (!factors.hasMfa && !factors.hasPasskeys) {
    if (shown === undefined) return null;
    throw new KmsError("notSignedIn", { message: "No second factor is set up for this user. Sign in with the password alone." });
  }
  if (shown === undefined) throw await needed(tools, who, factors, origin);
  if (shown.method === "totp" && shown.user !== null && !isOf(who, shown.user)) throw await needed(tools, who, factors, origin, REFUSED);
  const place = {
    accountId: account.id,
    userId: user.id,
    sessionId: "",
    purpose: "signIn",
    counter: codeCounter(user.id, standing),
  } as const;
  try {
    return await proveFactor(tools, shown, place);
  } catch (error) {
    if (!(error instanceof KmsError && WRONG.includes(error.code))) throw error;
    throw await needed(tools, who, factors, origin, REFUSED);
  }
}

const WRONG: readonly string[] = ["passcodeWrong", "passkeyRefused"];
const REFUSED = "The one-time code, recovery code or passkey was not accepted: it is wrong, or was used already.";

/** At the console with what its browser takes to ask for a passkey, and each time anew. */
async function needed(
  tools: FactorTools,
  { user: { id: userId, passwordHash }, password }: Shown,
  { hasMfa, hasPasskeys, hasRecoveryCodes }: FactorsOfUser,
  { source }: RequestOrigin,
  message?: string,
): Promise<SecondFactorNeeded> {
  const methods: SecondFactorMethod[] = [
    ...(hasMfa || hasRecoveryCodes ? (["totp"] as const) : []),
    ...(hasPasskeys ? (["passkey"] as const) : []),
  ];
  const isAsked = hasPasskeys && source === "console";
  const options = isAsked ? await askForPasskey(tools, { userId, sessionId: "", purpose: "signIn" }, { password, passwordHash }) : null;
  return new SecondFactorNeeded(methods, options, message === undefined ? {} : { message });
}

/** Whether a reference names this user. */
function isOf({ account, user }: Shown, reference: UserReference): boolean {
  if ("id" in reference) return reference.id === user.id;
  const { name, domain } = reference;
  return name === user.name && ("id" in domain ? domain.id === account.id : domain.name === account.name);
}
