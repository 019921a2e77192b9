/**
 * Shows once more whose a session of the console is. Invariants: it counts for this session alone, and for no token of another sign-in of
 * the same user; and wrong tries are counted with those of the other ways to show it again, so that this is no way round what slows them.
 */
import { KmsError } from "#lib/domain/errors";
import { STEP_UP_MS } from "#lib/domain/identity/session";
import { noteStepUp } from "#lib/store/identity/sessions";
import type { ProjectUseCase } from "../../use-case";
import { proveOwnPassword } from "../user/prove-own-password";

export const stepUp: ProjectUseCase<"stepUp"> = {
  subject: "account",
  async run({ password }, context) {
    const { caller, now, commit } = context;
    const { sessionId } = caller;
    if (caller.signedInFrom !== "console") throw new KmsError("notPermitted", { message: NOT_OF_CONSOLE });
    // A token that is older than sessions has none to step up.
    if (sessionId === null) throw new KmsError("notSignedIn", { message: "This sign-in is of an earlier version. Sign in again." });
    if (password === undefined) throw new KmsError("parameterInvalid");
    await proveOwnPassword(context, password, "password");
    const at = now();
    await commit(
      async (tx) => {
        // It has been ended meanwhile.
        if (!(await noteStepUp(tx, sessionId, at))) throw new KmsError("notSignedIn");
      },
      () => ({ resourceId: sessionId, details: { method: "password" } }),
    );
    return { until: new Date(at.getTime() + STEP_UP_MS) };
  },
};

const NOT_OF_CONSOLE = "Only a session of the console is stepped up: over REST a token is enough.";
