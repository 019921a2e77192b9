/**
 * Makes a token ready: the token itself where asked, its PIN, and the long-lived objects.
 * Invariant: safe to repeat and to interrupt; an object that is there is never replaced, and one label is never left on two keys.
 */

import type { PKCS11 } from "pkcs11js";
import pkcs11js from "pkcs11js";
import { createMissing } from "../long-lived/create-long-lived";
import { LONG_LIVED_NAMES, requireLongLived } from "../long-lived/long-lived-objects";
import { awaitToken } from "../session/await-token";
import type { FoundToken } from "../session/find-token";
import { listTokens, requireToken } from "../session/find-token";
import { holdModule } from "../session/module";
import { describeFailure, isReturnValue } from "../session/return-values";
import { settle } from "../session/settle";
import { withUserSession } from "../session/user-session";
import type { TokenSettings } from "../token-settings";
import { TokenStartError } from "../token-start-error";

const CKF_TOKEN_INITIALIZED = 0x400;
const CKF_USER_PIN_INITIALIZED = 0x8;
const LABEL_BYTES = 32;

export type InitialiseOptions = {
  /** Whether a token that is not there, or has no user PIN yet, is made ready; if not, it must be. */
  readonly create: boolean;
  /** The security officer's PIN for a token that is made here; keep it before calling, so that an interrupted start can go on. Empty for NSS softokn. */
  readonly soPin?: string;
};

/**
 * @returns whether anything was created
 * @throws TokenStartError as `openToken`, and when the token cannot be made
 */
export async function initialiseToken(settings: TokenSettings, options: InitialiseOptions): Promise<{ created: boolean }> {
  const hold = holdModule(settings);
  const { module } = hold;
  try {
    let created = false;
    if ((await awaitToken(hold, settings.tokenLabel)) === null && options.create) {
      makeToken(module, settings.tokenLabel, requireSoPin(options));
      // Slot numbers change when a token is made; a fresh start of the module shows them, and another process's token too.
      hold.restart();
      created = true;
    }
    const token = (await awaitToken(hold, settings.tokenLabel)) ?? requireToken(module, settings.tokenLabel);
    if (options.create && (token.info.flags & CKF_USER_PIN_INITIALIZED) === 0) {
      setUserPin(module, token, requireSoPin(options), settings.pin);
      created = true;
    }
    await settle(async () => {
      for (const name of LONG_LIVED_NAMES) {
        created = (await createMissing(hold, settings, name)) || created;
      }
      await withUserSession(hold, settings, (session) => requireLongLived(module, session));
    }, hold.restart);
    return { created };
  } catch (error) {
    if (error instanceof TokenStartError) throw error;
    throw new TokenStartError(
      `The token cannot be initialised (${describeFailure(error)}): check that it is present, writable and not full.`,
      { cause: error },
    );
  } finally {
    hold.release();
  }
}

function requireSoPin({ soPin }: InitialiseOptions): string {
  if (soPin !== undefined) return soPin;
  throw new TokenStartError("The token has to be made and needs a security officer's PIN: give one.");
}

function makeToken(module: PKCS11, label: string, soPin: string): void {
  const free = listTokens(module).find(({ info }) => (info.flags & CKF_TOKEN_INITIALIZED) === 0);
  if (!free)
    throw new TokenStartError(`No token is labelled "${label}" and no slot is free for one: add a slot or correct KMS_PKCS11_TOKEN.`);
  const bytes = Buffer.byteLength(label, "utf8");
  if (bytes === 0 || bytes > LABEL_BYTES) throw new TokenStartError("A token's label must have 1 to 32 bytes: correct KMS_PKCS11_TOKEN.");
  module.C_InitToken(free.slot, soPin, label + " ".repeat(LABEL_BYTES - bytes));
}

/** The first use of a token, or the second half of an interrupted one. */
function setUserPin(module: PKCS11, { slot }: FoundToken, soPin: string, pin: string): void {
  const session = module.C_OpenSession(slot, pkcs11js.CKF_SERIAL_SESSION | pkcs11js.CKF_RW_SESSION);
  try {
    module.C_Login(session, pkcs11js.CKU_SO, soPin);
    module.C_InitPIN(session, pin);
    module.C_Logout(session);
  } catch (error) {
    if (isReturnValue(error, pkcs11js.CKR_PIN_INCORRECT)) {
      throw new TokenStartError(
        "The token has no user PIN and refuses the security officer's PIN: set the user PIN with the token's own tool.",
        { cause: error },
      );
    }
    if (isReturnValue(error, pkcs11js.CKR_PIN_LEN_RANGE, pkcs11js.CKR_PIN_INVALID)) {
      throw new TokenStartError("The token does not take the PIN in the PIN file as a new PIN: choose one of the length it allows.", {
        cause: error,
      });
    }
    throw error;
  } finally {
    module.C_CloseSession(session);
  }
}
