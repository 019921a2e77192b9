/** Floor E: the same work in the token without the product: derive a message key, encrypt, destroy it; straight through pkcs11js. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pkcs11 from "pkcs11js";
import { initialiseToken } from "#lib/hsm/pkcs11/start/initialise";
import { findSoftHsm } from "#lib/runtime/token/token-settings";
import { quantile } from "./load";

/** Mechanism of PKCS#11 that pkcs11js has no name for at this version. */
const CKM_AES_CBC_ENCRYPT_DATA = 0x1105;

export type RawToken = {
  /** Median ms of one message. */
  measure(): number;
  close(): void;
};

/**
 * A token of its own, with the module that the product uses; the environment that names it is read once in a process.
 * @param bytes of one message
 */
export async function openRawToken(dataDir: string, bytes: number): Promise<RawToken> {
  const directory = mkdtempSync(join(tmpdir(), "kms-bench-"));
  writeFileSync(join(directory, "softhsm2.conf"), `directories.tokendir = ${directory}\nobjectstore.backend = file\nlog.level = ERROR\n`);
  process.env.SOFTHSM2_CONF = join(directory, "softhsm2.conf");
  const settings = { modulePath: findSoftHsm(dataDir), tokenLabel: "bench", pin: "bench-pin-1", initArgs: null };
  await initialiseToken(settings, { create: true, soPin: "bench-so-pin-1" });
  const module = new pkcs11.PKCS11();
  module.load(settings.modulePath);
  module.C_Initialize({ flags: 2 });
  const slot = module.C_GetSlotList(true).find((candidate) => module.C_GetTokenInfo(candidate).label.trim() === settings.tokenLabel);
  if (slot === undefined) throw new Error("The token of the measurement was not found.");
  const session = module.C_OpenSession(slot, pkcs11.CKF_SERIAL_SESSION | pkcs11.CKF_RW_SESSION);
  module.C_Login(session, pkcs11.CKU_USER, settings.pin);
  const base = module.C_GenerateKey(session, { mechanism: pkcs11.CKM_AES_KEY_GEN }, [
    ...SECRET_KEY,
    { type: pkcs11.CKA_DERIVE, value: true },
  ]);
  const encrypt = () => encryptOnce(module, session, base, Buffer.alloc(bytes, 0x61), Buffer.alloc(bytes + 16));
  for (let round = 0; round < 1000; round += 1) encrypt();
  return {
    measure() {
      const times: number[] = [];
      for (let round = 0; round < 3000; round += 1) {
        const started = performance.now();
        encrypt();
        times.push(performance.now() - started);
      }
      return quantile(
        times.sort((a, b) => a - b),
        0.5,
      );
    },
    close() {
      module.C_Finalize();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const SECRET_KEY: pkcs11.Template = [
  { type: pkcs11.CKA_CLASS, value: pkcs11.CKO_SECRET_KEY },
  { type: pkcs11.CKA_KEY_TYPE, value: pkcs11.CKK_AES },
  { type: pkcs11.CKA_VALUE_LEN, value: 32 },
  { type: pkcs11.CKA_TOKEN, value: false },
];

/** Fresh nonce and IV, a message key derived from the base key, one message, and the message key's end. */
function encryptOnce(module: pkcs11.PKCS11, session: pkcs11.Handle, base: pkcs11.Handle, message: Buffer, output: Buffer): void {
  const random = module.C_GenerateRandom(session, Buffer.alloc(28));
  const derivation = { type: pkcs11.CK_PARAMS_AES_CBC, iv: random.subarray(0, 16), data: Buffer.alloc(32, 1) } as pkcs11.AesCBC;
  const derived = module.C_DeriveKey(session, { mechanism: CKM_AES_CBC_ENCRYPT_DATA, parameter: derivation }, base, [
    ...SECRET_KEY,
    { type: pkcs11.CKA_ENCRYPT, value: true },
  ]);
  const parameter = {
    type: pkcs11.CK_PARAMS_AES_GCM_v240,
    iv: random.subarray(16),
    ivBits: 96,
    aad: Buffer.alloc(100),
    tagBits: 128,
  } as pkcs11.IParams;
  module.C_EncryptInit(session, { mechanism: pkcs11.CKM_AES_GCM, parameter }, derived);
  module.C_Encrypt(session, message, output);
  module.C_DestroyObject(session, derived);
}
