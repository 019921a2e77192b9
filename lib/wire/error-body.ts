/** `KmsError` → what clients of this family read (api-reference §3): nested, and repeated at the top level for those that look there. */
import type { KmsError } from "#lib/domain/errors";
import { keystoneSpelling } from "./keystone/errors";
import { KMS_ERRORS } from "./kms/errors";

/** Body for an error. A 401, and every error of the identity API, also has Keystone's shape: code, message, title. */
export function errorBody(error: KmsError, requestId: string, isIdentityApi: boolean) {
  const flat = { error_code: KMS_ERRORS[error.code].code, error_msg: error.message, request_id: requestId };
  const { code, title } = keystoneSpelling(error.code);
  const isKeystone = code === 401 || isIdentityApi;
  return { error: isKeystone ? { code, message: error.message, title, ...flat } : flat, ...flat };
}
