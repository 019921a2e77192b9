/** A session that may write to the token, for one moment of a running worker. Invariant: it is closed again. */
import type { Handle, PKCS11 } from "pkcs11js";
import pkcs11js from "pkcs11js";
import type { Live } from "./live-token";
import { persistentModule } from "./persist";

/** @param use is given the session, and the module with such calls made again as may be */
export function withWritingSession(live: Live, use: (session: Handle, module: PKCS11) => void): void {
  // One that stays open could write for as long as this process lives.
  const module = persistentModule(live.module);
  const session = module.C_OpenSession(live.slot, pkcs11js.CKF_SERIAL_SESSION | pkcs11js.CKF_RW_SESSION);
  try {
    use(session, module);
  } finally {
    module.C_CloseSession(session);
  }
}
