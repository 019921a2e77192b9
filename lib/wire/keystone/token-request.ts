/** The body of POST /v3/auth/tokens in Keystone's shape (api-reference §1.5): how to sign in, and for which scope. */
import { z } from "zod";
import { KmsError } from "#lib/domain/errors";
import { PASSCODE_MAX_CHARACTERS } from "#lib/domain/identity/factor";
import { IDENTITY_PROVIDER_ID } from "#lib/domain/identity/identity-provider-id";
import { isStorable } from "#lib/domain/text";

const text = z.string().min(1).max(1024).refine(isStorable);
const passcode = z.string().min(1).max(PASSCODE_MAX_CHARACTERS).refine(isStorable);
const account = z.union([z.object({ id: text }), z.object({ name: text })]);
const domain = account.optional();
const project = z.union([z.object({ id: text, domain }), z.object({ name: text, domain })]);
const user = z.union([z.object({ id: text, password: text }), z.object({ name: text, domain: account, password: text })]);
const password = z.object({ user });
/** A user who is named beside the code must be the password's. */
const totp = z.object({
  user: z.union([z.object({ id: text, passcode }), z.object({ name: text, domain: account, passcode }), z.strictObject({ passcode })]),
});
const scope = z
  .union([z.object({ project }), z.object({ domain: account }), z.literal("unscoped"), z.object({ unscoped: z.unknown() })])
  .nullish();
const passkey = z.object({ assertion: z.record(z.string(), z.unknown()) });

/** Both, in whatever order. */
function withPassword<const Method extends string>(method: Method) {
  const [first, second] = [z.literal("password"), z.literal(method)];
  return z.union([z.tuple([first, second]), z.tuple([second, first])]);
}

/**
 * Exported for the OpenAPI document.
 *
 * Whoever has a second factor shows it with the password, in one request: `methods: ["password", "totp"]` and `totp.user.passcode` (a
 * one-time code or a recovery code), or `methods: ["password", "passkey"]` and `passkey.assertion` (the JSON of the browser's answer, at
 * the console alone). The password alone, when it is right, and the password with a second factor that is wrong or was used, are refused
 * with 401, `error_code` IAM.0070, and `required_auth_methods` beside it, such as `[["password","totp"],["password","passkey"]]`; at the
 * console `passkey` too: the options with which the browser asks for one. A wrong password is refused as ever (APIGW.0301, without the
 * two), whatever was shown with it. A token by whose user a second factor must be set up first says
 * `token.second_factor_setup_required: true`, and every other call with it is refused with 403, IAM.0072.
 */
export const tokenRequest = z.object({
  auth: z.object({
    identity: z.union([
      z.object({ methods: z.tuple([z.literal("password")]), password }),
      z.object({ methods: withPassword("totp"), password, totp }),
      z.object({ methods: withPassword("passkey"), password, passkey }),
      z.object({ methods: z.tuple([z.literal("token")]), token: z.object({ id: text }) }),
    ]),
    scope,
  }),
});

/** Issuers put groups into it; a browser's cookies and headers would not hold more either. */
const ID_TOKEN_MAX_CHARACTERS = 16_384;

/**
 * The body of POST /v3.0/OS-AUTH/id-token/tokens (iam-reference §8). Exported for the OpenAPI document.
 *
 * The header X-Idp-Id names the identity provider: oidc. `nonce` is what the client has sent with its own request to the provider, and is
 * compared with that of the ID token where it is given. An ID token is good for several tokens until it ends.
 */
export const idTokenRequest = z.object({
  auth: z.object({
    id_token: z.object({ id: z.string().min(1).max(ID_TOKEN_MAX_CHARACTERS), nonce: text.optional() }),
    scope,
  }),
});

/**
 * @param provider what `X-Idp-Id` names
 * @throws KmsError `parameterMissing` where no provider is named; `identityNotFound` for one that there is not; `parameterInvalid`, which
 *   repeats nothing of what was sent
 */
export function parseIdTokenRequest(provider: string | string[] | undefined, raw: unknown): z.infer<typeof idTokenRequest>["auth"] {
  if (provider === undefined || provider === "") throw new KmsError("parameterMissing", { message: PROVIDER_MISSING });
  if (provider !== IDENTITY_PROVIDER_ID) throw new KmsError("identityNotFound", { message: PROVIDER_UNKNOWN });
  const result = idTokenRequest.safeParse(raw);
  if (result.success) return result.data.auth;
  throw new KmsError("parameterInvalid", {
    message: `The body must hold auth.id_token.id, an ID token of at most ${ID_TOKEN_MAX_CHARACTERS} characters, and optionally auth.id_token.nonce and auth.scope.`,
  });
}

const PROVIDER_MISSING = `The header X-Idp-Id must name the identity provider: ${IDENTITY_PROVIDER_ID}.`;
const PROVIDER_UNKNOWN = `There is no such identity provider. The one that there can be is called ${IDENTITY_PROVIDER_ID}.`;

export type TokenRequest = z.infer<typeof tokenRequest>["auth"];

/**
 * @throws KmsError `notSignedIn` for a method that is not offered, as clients expect of it; `parameterInvalid` for any other shape.
 *   Never repeats what was sent, since it holds a password.
 */
export function parseTokenRequest(raw: unknown): TokenRequest {
  const result = tokenRequest.safeParse(raw);
  if (result.success) return result.data.auth;
  const methods = (raw as { auth?: { identity?: { methods?: unknown } } } | null)?.auth?.identity?.methods;
  if (Array.isArray(methods) && methods.length > 0 && !isOffered(methods)) {
    throw new KmsError("notSignedIn", {
      message: "This way to sign in is not offered. Use the method password, with totp where a second factor is set up, or token.",
    });
  }
  throw new KmsError("parameterInvalid", {
    message:
      "The body must hold auth.identity with the method password (user name or ID, account, password; with totp also user and passcode) or token, and optionally auth.scope.",
  });
}

const OFFERED: readonly string[] = ["password", "token", "password totp", "passkey password"];

function isOffered(methods: readonly unknown[]): boolean {
  return OFFERED.includes(methods.map(String).toSorted().join(" "));
}
