/** Password → unscoped API token (api-reference §1.5). Project tokens are exchanged from it on demand. */
import "server-only";
import { ApiFailure, ownFailure } from "../api-failure";
import { words } from "../words/words";
import { callApi } from "./api-client";
import { keepDevice, shownDevices } from "./known-device";
import type { Session } from "./session";

export type Credentials = { readonly account: string; readonly userName: string; readonly password: string };

type TokenReply = { token?: { expires_at?: string; user?: { id?: string; name?: string; domain?: { id?: string; name?: string } } } };

/**
 * @returns the session to seal into the cookie, and when its token ends (epoch milliseconds)
 * @throws ApiFailure 401 for a wrong account, user name or password, without saying which
 */
export async function signInToApi(credentials: Credentials): Promise<{ session: Session; expiresAt: number }> {
  const user = { name: credentials.userName, password: credentials.password, domain: { name: credentials.account } };
  const reply = await callApi({
    method: "POST",
    path: "/v3/auth/tokens",
    body: { auth: { identity: { methods: ["password"], password: { user } } } },
    devices: await shownDevices(),
  });
  const apiToken = reply.headers.get("x-subject-token");
  const token = (reply.body as TokenReply | null)?.token;
  const expiresAt = Date.parse(token?.expires_at ?? "");
  if (!apiToken || !token?.user?.id || Number.isNaN(expiresAt)) {
    throw new ApiFailure(ownFailure(502, words.failures.unknown));
  }
  await keepDevice(reply.headers.get("x-kms-device"));
  return {
    session: {
      apiToken,
      userId: token.user.id,
      userName: token.user.name ?? credentials.userName,
      accountId: token.user.domain?.id ?? "",
      accountName: token.user.domain?.name ?? credentials.account,
    },
    expiresAt,
  };
}
