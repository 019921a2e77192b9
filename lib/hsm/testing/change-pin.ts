/** Test only: gives a token's user another PIN, as an administrator does with the token's own tool. */
import { requireToken } from "#lib/hsm/pkcs11/session/find-token";
import { holdModule } from "#lib/hsm/pkcs11/session/module";
import { signIn } from "#lib/hsm/pkcs11/session/sign-in";
import type { TokenSettings } from "#lib/hsm/pkcs11/token-settings";

/** PKCS#11 v2.40: CKF_SERIAL_SESSION | CKF_RW_SESSION. */
const READ_WRITE = 4 | 2;

/** @param settings with the PIN there is */
export function changePin(settings: TokenSettings, pin: string): void {
  const hold = holdModule(settings);
  const { module } = hold;
  try {
    const { slot } = requireToken(module, settings.tokenLabel);
    const session = module.C_OpenSession(slot, READ_WRITE);
    try {
      signIn(module, slot, session, settings.pin);
      module.C_SetPIN(session, settings.pin, pin);
    } finally {
      module.C_CloseSession(session);
    }
  } finally {
    hold.release();
  }
}
