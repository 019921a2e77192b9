/**
 * Shows once more whose a session of the console is. Invariants: it counts for this session alone, and for no token of another sign-in of
 * the same user; and wrong tries are counted with those of the other ways to show it again, so that this is no way round what slows them.
 */
import { KmsError } from "#lib/domain/errors";
import { STEP_UP_MS } from "#lib/domain/identity/session";
import { againCounter } from "#lib/iam/throttle";
import type { InputOf } from "#lib/operations/catalog";
import { noteStepUp } from "#lib/store/identity/sessions";
import type { Context, ProjectUseCase } from "../../use-case";
import { proveFactor } from "../factor/prove";
import { proveOwnPassword } from "../user/prove-own-password";

export const stepUp: ProjectUseCase<"stepUp"> = {
  subject: "account",
  async run(shown, context) {
    const { caller, now, commit } = context;
    const { sessionId } = caller;
    if (caller.signedInFrom !== "console") throw new KmsError("notPermitted", { message: NOT_OF_CONSOLE });
    if (caller.isFederated) throw new KmsError("userNeeded", { message: AT_PROVIDER });
    // A token that is older than sessions has none to step up.
    if (sessionId === null) throw new KmsError("notSignedIn", { message: "This sign-in is of an earlier version. Sign in again." });
    const method = await prove(context, shown, sessionId);
    const at = now();
    await commit(
      async (tx) => {
        // It has been ended meanwhile.
        if (!(await noteStepUp(tx, sessionId, at))) throw new KmsError("notSignedIn");
      },
      () => ({ resourceId: sessionId, details: { method } }),
    );
    return { until: new Date(at.getTime() + STEP_UP_MS) };
  },
};

/** @returns how it was shown, for the trace @throws KmsError `passwordWrong`, `passcodeWrong`, `passkeyRefused`, `triesTooMany` */
async function prove(context: Context, { password, passcode, assertion }: InputOf<"stepUp">, sessionId: string): Promise<string> {
  const { accountId, userId } = context.caller;
  if (password !== undefined) {
    await proveOwnPassword(context, password, "password");
    return "password";
  }
  const place = { accountId, userId, sessionId, purpose: "stepUp", counter: againCounter(userId) } as const;
  if (passcode !== undefined) return proveFactor(context, { method: "totp", passcode }, place);
  if (assertion !== undefined) return proveFactor(context, { method: "passkey", assertion }, place);
  throw new KmsError("parameterMissing");
}

const AT_PROVIDER = "You have no password here: show who you are by signing in again at the identity provider.";
const NOT_OF_CONSOLE = "Only a session of the console is stepped up: over REST a token is enough.";
