/** Floor E: the same work in the token without the product: derive a message key, encrypt, destroy it; straight through pkcs11js. */
import pkcs11 from "pkcs11js";
import { quantile } from "./load";

/** Mechanism of PKCS#11 that pkcs11js has no name for at this version. */
const CKM_AES_CBC_ENCRYPT_DATA = 0x1105;

/**
 * @param token a token of its own, made for this measurement
 * @returns median microseconds of one message of `bytes` bytes
 */
export function measureRawEncryption(token: { modulePath: string; tokenLabel: string; pin: string }, bytes: number): number {
  const module = new pkcs11.PKCS11();
  module.load(token.modulePath);
  module.C_Initialize({ flags: 2 });
  try {
    const slot = module.C_GetSlotList(true).find((candidate) => module.C_GetTokenInfo(candidate).label.trim() === token.tokenLabel);
    if (slot === undefined) throw new Error("The token of the measurement was not found.");
    const session = module.C_OpenSession(slot, pkcs11.CKF_SERIAL_SESSION | pkcs11.CKF_RW_SESSION);
    module.C_Login(session, pkcs11.CKU_USER, token.pin);
    const base = module.C_GenerateKey(session, { mechanism: pkcs11.CKM_AES_KEY_GEN }, [
      { type: pkcs11.CKA_CLASS, value: pkcs11.CKO_SECRET_KEY },
      { type: pkcs11.CKA_KEY_TYPE, value: pkcs11.CKK_AES },
      { type: pkcs11.CKA_VALUE_LEN, value: 32 },
      { type: pkcs11.CKA_DERIVE, value: true },
      { type: pkcs11.CKA_TOKEN, value: false },
    ]);
    const message = Buffer.alloc(bytes, 0x61);
    const output = Buffer.alloc(bytes + 16);
    const times: number[] = [];
    for (let round = 0; round < 6000; round++) {
      const started = performance.now();
      const random = module.C_GenerateRandom(session, Buffer.alloc(28));
      const derived = module.C_DeriveKey(
        session,
        {
          mechanism: CKM_AES_CBC_ENCRYPT_DATA,
          parameter: { type: pkcs11.CK_PARAMS_AES_CBC, iv: random.subarray(0, 16), data: Buffer.alloc(32, 1) } as pkcs11.AesCBC,
        },
        base,
        [
          { type: pkcs11.CKA_CLASS, value: pkcs11.CKO_SECRET_KEY },
          { type: pkcs11.CKA_KEY_TYPE, value: pkcs11.CKK_AES },
          { type: pkcs11.CKA_VALUE_LEN, value: 32 },
          { type: pkcs11.CKA_ENCRYPT, value: true },
          { type: pkcs11.CKA_TOKEN, value: false },
        ],
      );
      const parameter = {
        type: pkcs11.CK_PARAMS_AES_GCM_v240,
        iv: random.subarray(16),
        ivBits: 96,
        aad: Buffer.alloc(100),
        tagBits: 128,
      } as pkcs11.IParams;
      const mechanism = { mechanism: pkcs11.CKM_AES_GCM, parameter };
      module.C_EncryptInit(session, mechanism, derived);
      module.C_Encrypt(session, message, output);
      module.C_DestroyObject(session, derived);
      if (round >= 1000) times.push((performance.now() - started) * 1000);
    }
    return quantile(
      times.sort((a, b) => a - b),
      0.5,
    );
  } finally {
    module.C_Finalize();
  }
}
