/**
 * What a module's return value (CKR_…) means to us. PKCS#11 v2.40 base specification, §5.1.
 * Invariant: a value that is in no set below is an unexpected error.
 */
import pkcs11js from "pkcs11js";

/** Values PKCS#11 3.0 added, which pkcs11js does not name. */
const CKR_AEAD_DECRYPT_FAILED = 0x35;

/** What modules say of a ciphertext that does not open; of their own trouble too, so the answer must be sought another way (SoftHSM2 says CKR_GENERAL_ERROR). */
export const BAD_CIPHERTEXT: ReadonlySet<number> = new Set([
  CKR_AEAD_DECRYPT_FAILED,
  pkcs11js.CKR_ENCRYPTED_DATA_INVALID,
  pkcs11js.CKR_ENCRYPTED_DATA_LEN_RANGE,
  pkcs11js.CKR_DATA_INVALID,
  pkcs11js.CKR_DATA_LEN_RANGE,
  pkcs11js.CKR_SIGNATURE_INVALID,
  pkcs11js.CKR_GENERAL_ERROR,
  pkcs11js.CKR_FUNCTION_FAILED,
]);

/** A wrapped key that does not unwrap, whoever asks. */
export const BAD_WRAPPED_KEY: ReadonlySet<number> = new Set([pkcs11js.CKR_WRAPPED_KEY_INVALID, pkcs11js.CKR_WRAPPED_KEY_LEN_RANGE]);

/** An object is not where it was: that alone, or with its session. */
export const HANDLE_GONE: ReadonlySet<number> = new Set([
  pkcs11js.CKR_OBJECT_HANDLE_INVALID,
  pkcs11js.CKR_KEY_HANDLE_INVALID,
  pkcs11js.CKR_WRAPPING_KEY_HANDLE_INVALID,
  pkcs11js.CKR_UNWRAPPING_KEY_HANDLE_INVALID,
]);

/** The PIN is no longer right. Signing in again and again would lock it. */
export const PIN_REFUSED: ReadonlySet<number> = new Set([
  pkcs11js.CKR_PIN_INCORRECT,
  pkcs11js.CKR_PIN_INVALID,
  pkcs11js.CKR_PIN_LEN_RANGE,
  pkcs11js.CKR_PIN_EXPIRED,
  pkcs11js.CKR_PIN_LOCKED,
  pkcs11js.CKR_USER_PIN_NOT_INITIALIZED,
]);

/** The module's return value behind an error of pkcs11js; null where it is none (pkcs11js wraps some calls and not others). */
export function returnValueOf(error: unknown): number | null {
  if (!(error instanceof Error)) return null;
  const code = (error as { code?: unknown }).code;
  if (typeof code === "number" && code > 0) return code;
  const match = /CKR_\w+:(\d+)/.exec(error.message);
  return match ? Number(match[1]) : null;
}

/** Whether the error is this return value. */
export function isReturnValue(error: unknown, ...values: number[]): boolean {
  const value = returnValueOf(error);
  return value !== null && values.includes(value);
}

/** Name and number for a log or a sentence, e.g. "CKR_PIN_INCORRECT:160"; never anything the caller passed in. */
export function describeFailure(error: unknown): string {
  const value = returnValueOf(error);
  if (value === null) return error instanceof Error ? error.name : "unknown error";
  const name = error instanceof Error ? /CKR_\w+/.exec(error.message)?.[0] : undefined;
  return `${name ?? "CKR"}:${value}`;
}
