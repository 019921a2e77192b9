/** A session for preparing a token before anything is served. Invariant: it is closed again. */
import type { Handle } from "pkcs11js";
import pkcs11js from "pkcs11js";
import type { TokenSettings } from "../token-settings";
import { awaitToken } from "./await-token";
import { requireToken } from "./find-token";
import type { ModuleHold } from "./module";
import { persist } from "./persist";
import { signIn } from "./sign-in";

/** Runs `use` on a signed-in session that may write to the token. @throws TokenStartError when it is not there or refuses the PIN */
export async function withUserSession<T>(hold: ModuleHold, settings: TokenSettings, use: (session: Handle) => T): Promise<T> {
  const { module } = hold;
  const { slot } = (await awaitToken(hold, settings.tokenLabel)) ?? requireToken(module, settings.tokenLabel);
  const session = module.C_OpenSession(slot, pkcs11js.CKF_SERIAL_SESSION | pkcs11js.CKF_RW_SESSION);
  try {
    signIn(module, slot, session, settings.pin);
    return use(session);
  } finally {
    persist(() => module.C_CloseSession(session));
  }
}
