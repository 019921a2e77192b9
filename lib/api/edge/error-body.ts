/** `KmsError` → what clients of this family read (api-reference §3): nested, and repeated at the top level for those that look there. */
import type { KmsError } from "#lib/domain/errors";
import { KMS_ERRORS } from "#lib/wire/kms/errors";

const TITLES: Readonly<Record<number, string>> = { 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found" };

/** Body for an error. A 401, and every error of the identity API, also has Keystone's shape: code, message, title. */
export function errorBody(error: KmsError, requestId: string, isIdentityApi: boolean) {
  const spelling = KMS_ERRORS[error.code];
  const flat = { error_code: spelling.code, error_msg: error.message, request_id: requestId };
  const isKeystone = spelling.status === 401 || isIdentityApi;
  const keystone = { code: spelling.status, message: error.message, title: TITLES[spelling.status] ?? "Error" };
  return { error: isKeystone ? { ...keystone, ...flat } : flat, ...flat };
}
