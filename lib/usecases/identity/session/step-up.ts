/**
 * Shows once more whose a session of the console is. Invariants: it counts for this session alone, and for no token of another sign-in of
 * the same user; and a password is tried in the same way as at a sign-in, so that this is no way round what slows tries down.
 */
import { KmsError } from "#lib/domain/errors";
import { STEP_UP_MS } from "#lib/domain/identity/session";
import { noteStepUp } from "#lib/store/identity/sessions";
import type { ProjectUseCase } from "../../use-case";
import { signIn } from "../token/sign-in";

export const stepUp: ProjectUseCase<"stepUp"> = {
  subject: "account",
  async run({ password }, context) {
    const { caller, origin, now, commit } = context;
    const { sessionId, userId } = caller;
    if (caller.signedInFrom !== "console") throw new KmsError("notPermitted", { message: NOT_OF_CONSOLE });
    // A token that is older than sessions has none to step up.
    if (sessionId === null) throw new KmsError("notSignedIn", { message: "This sign-in is of an earlier version. Sign in again." });
    if (password === undefined) throw new KmsError("stepUpRefused");
    await signIn(context, { method: "password", user: { id: userId }, password }, origin, now(), {}).catch((error) => {
      // Whoever asks is signed in, and stays so.
      throw error instanceof KmsError && error.code === "notSignedIn" ? new KmsError("stepUpRefused") : error;
    });
    const at = now();
    await commit(
      async (tx) => {
        if (!(await noteStepUp(tx, sessionId, at))) throw new KmsError("notSignedIn");
      },
      () => ({ resourceId: sessionId, details: { method: "password" } }),
    );
    return { until: new Date(at.getTime() + STEP_UP_MS) };
  },
};

const NOT_OF_CONSOLE = "Only a session of the console is stepped up: over REST a token is enough.";
