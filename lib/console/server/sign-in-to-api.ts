/** Password and what is shown beside it → unscoped API token (api-reference §1.5). Project tokens are exchanged from it on demand. */
import "server-only";
import { KMS_ERRORS } from "#lib/wire/kms/errors";
import { ApiFailure, ownFailure } from "../api-failure";
import { words } from "../words/words";
import { type ApiReply, callApi } from "./api-client";
import { keepDevice, shownDevices } from "./known-device";
import type { Session } from "./session";

export type Credentials = {
  readonly account: string;
  readonly userName: string;
  readonly password: string;
  /** A one-time code or a recovery code; "" or absent where none was entered. */
  readonly passcode?: string | undefined;
  /** What the browser answered for a passkey, as JSON in a text; "" or absent where it was not asked. */
  readonly assertion?: string | undefined;
};

/** Thrown where the password is right, and a second factor was not shown or is not accepted. */
export class SecondFactorNeeded extends Error {
  /** What would do: "totp" for a one-time code or a recovery code, "passkey". */
  readonly methods: readonly string[];
  /** What the browser needs to ask for a passkey: a challenge that is good once; null where there is none. */
  readonly passkey: Readonly<Record<string, unknown>> | null;

  constructor(methods: readonly string[], passkey: Readonly<Record<string, unknown>> | null) {
    super("A second factor is needed.");
    this.name = "SecondFactorNeeded";
    this.methods = methods;
    this.passkey = passkey;
  }
}

type TokenUser = { id?: string; name?: string; domain?: { id?: string; name?: string }; is_federated?: boolean };
type TokenReply = { token?: { expires_at?: string; user?: TokenUser } };

/** A session to seal into the cookie, and when its token ends (epoch milliseconds). */
export type SignedIn = { readonly session: Session; readonly expiresAt: number };

/**
 * @throws ApiFailure 401 for a wrong account, user name or password, without saying which
 * @throws SecondFactorNeeded
 */
export async function signInToApi(credentials: Credentials): Promise<SignedIn> {
  const user = { name: credentials.userName, password: credentials.password, domain: { name: credentials.account } };
  const identity = { ...secondFactorOf(credentials), password: { user } };
  const sent = { method: "POST", path: "/v3/auth/tokens", body: { auth: { identity } }, devices: await shownDevices() } as const;
  const reply = await callApi(sent).catch((error: unknown) => {
    throw asSecondFactorNeeded(error) ?? error;
  });
  const signedIn = asSignedIn(reply);
  await keepDevice(reply.headers.get("x-kms-device"));
  return signedIn;
}

/** What an answer with a new token says. @throws ApiFailure 502 where it says none */
export function asSignedIn(reply: ApiReply): SignedIn {
  const apiToken = reply.headers.get("x-subject-token");
  const token = (reply.body as TokenReply | null)?.token;
  const expiresAt = Date.parse(token?.expires_at ?? "");
  const { id: userId, name: userName = "", domain, is_federated: isFederated } = token?.user ?? {};
  if (!apiToken || !userId || Number.isNaN(expiresAt)) throw new ApiFailure(ownFailure(502, words.failures.unknown));
  const session = { apiToken, userId, userName, accountId: domain?.id ?? "", accountName: domain?.name ?? "" };
  return { session: { ...session, ...(isFederated && { isFederated }) }, expiresAt };
}

/** @throws ApiFailure 400 for an assertion that is no JSON object */
function secondFactorOf({ passcode, assertion }: Credentials): { methods: string[]; totp?: object; passkey?: object } {
  if (assertion) return { methods: ["password", "passkey"], passkey: { assertion: readObject(assertion) } };
  if (passcode) return { methods: ["password", "totp"], totp: { user: { passcode } } };
  return { methods: ["password"] };
}

function readObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // Not JSON: refused below.
  }
  throw new ApiFailure(ownFailure(400, words.failures.unreadable));
}

function asSecondFactorNeeded(error: unknown): SecondFactorNeeded | null {
  if (!(error instanceof ApiFailure) || error.failure.code !== KMS_ERRORS.secondFactorNeeded.code) return null;
  const body = error.body as { required_auth_methods?: string[][]; passkey?: Record<string, unknown> } | null;
  const methods = (body?.required_auth_methods ?? []).flat().filter((method) => method !== "password");
  return new SecondFactorNeeded([...new Set(methods)], body?.passkey ?? null);
}
