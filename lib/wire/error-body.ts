/** `KmsError` → what clients of this family read (api-reference §3): nested, and repeated at the top level for those that look there. */
import type { KmsError } from "#lib/domain/errors";
import { SecondFactorNeeded } from "#lib/domain/identity/second-factor-needed";
import { keystoneSpelling } from "./keystone/errors";
import { KMS_ERRORS } from "./kms/errors";

/** Body for an error. A 401, and every error of the identity API, also has Keystone's shape: code, message, title. */
export function errorBody(error: KmsError, requestId: string, isIdentityApi: boolean) {
  const flat = { error_code: KMS_ERRORS[error.code].code, error_msg: error.message, request_id: requestId };
  const { code, title } = keystoneSpelling(error.code);
  const isKeystone = code === 401 || isIdentityApi;
  const next = error instanceof SecondFactorNeeded ? whatIsNeeded(error) : {};
  return { error: isKeystone ? { code, message: error.message, title, ...flat } : flat, ...flat, ...next };
}

/**
 * How a sign-in whose password is right goes on, for whoever knows the password: the whole request once more, with one of these lists as
 * its `methods` (`token-request.ts`). The name of the lists is that of Keystone's receipts; they are not needed, since the request says
 * everything itself. `passkey` is what the console's browser takes to ask for a passkey, and is good once, for five minutes.
 */
function whatIsNeeded({ methods, passkeyOptions }: SecondFactorNeeded) {
  return {
    required_auth_methods: methods.map((method) => ["password", method]),
    ...(passkeyOptions !== null && { passkey: passkeyOptions }),
  };
}
