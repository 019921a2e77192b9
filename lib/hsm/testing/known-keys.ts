/** Test only: runs a known answer through the token, with its key imported as a session object that is destroyed at the end. */
import { requireToken } from "#lib/hsm/pkcs11/session/find-token";
import { holdModule } from "#lib/hsm/pkcs11/session/module";
import { signIn } from "#lib/hsm/pkcs11/session/sign-in";
import type { Role } from "#lib/hsm/pkcs11/templates";
import { secretKeyTemplate } from "#lib/hsm/pkcs11/templates";
import { cmac, gcmDecrypt, gcmEncrypt, importKnown } from "#lib/hsm/pkcs11/token-crypto";
import type { TokenSettings } from "#lib/hsm/pkcs11/token-settings";

/** PKCS#11 v2.40: CKK_AES and CKF_SERIAL_SESSION. */
const CKK_AES = 0x1f;
const CKF_SERIAL_SESSION = 4;

/** AES-CMAC of `message` under a known key. */
export function cmacOf(settings: TokenSettings, key: Buffer, message: Buffer): Buffer {
  return withKnownKey(settings, "mac", key, (...at) => cmac(...at, message));
}

/** AES-GCM encryption under a known key: ciphertext ‖ tag. */
export function gcmOf(settings: TokenSettings, key: Buffer, iv: Buffer, aad: Buffer, message: Buffer): Buffer {
  const { ciphertext, tag } = withKnownKey(settings, "cipher", key, (...at) => gcmEncrypt(...at, iv, aad, message));
  return Buffer.concat([ciphertext, tag]);
}

/** AES-GCM decryption under a known key; throws the module's error when it does not open. */
export function gcmOpen(settings: TokenSettings, key: Buffer, iv: Buffer, aad: Buffer, ciphertext: Buffer, tag: Buffer): Buffer {
  return withKnownKey(settings, "cipher", key, (...at) => gcmDecrypt(...at, iv, aad, ciphertext, tag));
}

/** Closes every session of this process on the token, as a fault of the module or a careless neighbour would. */
export function closeAllSessions(settings: TokenSettings): void {
  const hold = holdModule(settings);
  try {
    hold.module.C_CloseAllSessions(requireToken(hold.module, settings.tokenLabel).slot);
  } finally {
    hold.release();
  }
}

type At = Parameters<typeof cmac> extends [infer M, infer S, infer K, ...unknown[]] ? [M, S, K] : never;

function withKnownKey<T>(settings: TokenSettings, role: Role, value: Buffer, use: (...at: At) => T): T {
  const hold = holdModule(settings);
  const { module } = hold;
  try {
    const { slot } = requireToken(module, settings.tokenLabel);
    const session = module.C_OpenSession(slot, CKF_SERIAL_SESSION);
    try {
      signIn(module, slot, session, settings.pin);
      return use(module, session, importKnown(module, session, secretKeyTemplate(CKK_AES, role), value));
    } finally {
      module.C_CloseSession(session);
    }
  } finally {
    hold.release();
  }
}
