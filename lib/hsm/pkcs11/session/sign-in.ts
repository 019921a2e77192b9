/** Signs in to a token as its user. Invariant: no message and no cause holds the PIN. */

import type { Handle, PKCS11 } from "pkcs11js";
import pkcs11js from "pkcs11js";
import { PinRefusedError, UnsettledTokenError } from "../token-start-error";
import { describeFailure, isReturnValue, PIN_REFUSED, returnValueOf } from "./return-values";

const CKF_USER_PIN_LOCKED = 0x00040000;
/** For an error that is no word about the PIN. */
const TRIES = 3;

/**
 * Signs the whole application in (a sign-in belongs to the token, not to the session: PKCS#11 v2.40 §5.6). A PIN that was refused is
 * not tried again.
 * @throws PinRefusedError, whose cause is the error of the module; UnsettledTokenError when the token says something else
 */
export function signIn(module: PKCS11, slot: Handle, session: Handle, pin: string): void {
  for (let tried = 1; ; tried += 1) {
    try {
      module.C_Login(session, pkcs11js.CKU_USER, pin);
      return;
    } catch (error) {
      if (isReturnValue(error, pkcs11js.CKR_USER_ALREADY_LOGGED_IN)) return;
      const locked = isPinLocked(module, slot);
      if (locked || PIN_REFUSED.has(returnValueOf(error) ?? -1)) throw new PinRefusedError(sentenceFor(error, locked), { cause: error });
      if (tried < TRIES) continue;
      throw new UnsettledTokenError(
        `The token does not let the product sign in (${describeFailure(error)}): check the token and its PIN file.`,
        { cause: error },
      );
    }
  }
}

function sentenceFor(error: unknown, locked: boolean): string {
  if (locked || isReturnValue(error, pkcs11js.CKR_PIN_LOCKED)) {
    return "The token's PIN is locked after too many wrong attempts: let its security officer set a new PIN, and put it into the PIN file (KMS_PKCS11_PIN_FILE).";
  }
  if (isReturnValue(error, pkcs11js.CKR_USER_PIN_NOT_INITIALIZED)) {
    return "The token has no user PIN yet: initialise it, then put its PIN into the PIN file (KMS_PKCS11_PIN_FILE).";
  }
  return "The token refuses the PIN: correct the PIN file (KMS_PKCS11_PIN_FILE).";
}

function isPinLocked(module: PKCS11, slot: Handle): boolean {
  try {
    return (module.C_GetTokenInfo(slot).flags & CKF_USER_PIN_LOCKED) !== 0;
  } catch {
    return false;
  }
}
