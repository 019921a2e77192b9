"use server";
import { type ActionResult, ApiFailure, ownFailure } from "../../api-failure";
import { signInWords } from "../../words/sign-in-words";
import { takeAsked } from "../asked-passkeys";
import { revokeSession } from "../revoke-session";
import { runAction } from "../run-action";
import { type Credentials, SecondFactorNeeded, signInToApi } from "../sign-in-to-api";

/**
 * For whoever signs in with a passkey beside the password: the password is shown first, and only to who knows it the service says which
 * passkeys would do. It has said so with its answer to the password, which may be found here still; else the password is shown again.
 * @returns what the browser needs to ask for one, a challenge that is good once
 */
export async function beginPasskeySignIn({ account, userName, password }: Credentials): Promise<ActionResult<Record<string, unknown>>> {
  return runAction(async () => {
    const credentials = { account: String(account), userName: String(userName), password: String(password) };
    const options = takeAsked(credentials) ?? (await askPasskey(credentials));
    if (options === null) throw new ApiFailure(ownFailure(400, signInWords.noPasskey));
    return { ...options };
  });
}

async function askPasskey(credentials: Credentials): Promise<SecondFactorNeeded["passkey"]> {
  try {
    const { session } = await signInToApi(credentials);
    // No second factor is asked for any more: the way in is the ordinary one, and this session is nobody's.
    await revokeSession(session);
    return null;
  } catch (error) {
    if (error instanceof SecondFactorNeeded) return error.passkey;
    throw error;
  }
}
