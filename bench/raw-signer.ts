/**
 * The floor of signatures: the same token's own rate, with sessions enough to keep every core busy, straight through pkcs11js.
 * In a process of its own, because the token's threads belong to the process.
 */
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pkcs11 from "pkcs11js";
import { initialiseToken } from "#lib/hsm/pkcs11/start/initialise";
import { findSoftHsm } from "#lib/runtime/token/token-settings";

const SESSIONS = 8;
const DIGEST_BYTES = 32;

export type SignerSpec = "RSA_2048" | "RSA_3072" | "RSA_4096" | "EC_P256" | "EC_P384";

const EC_PARAMETERS = { EC_P256: "06082a8648ce3d030107", EC_P384: "06052b81040022" } as const;

function isEc(spec: SignerSpec): spec is keyof typeof EC_PARAMETERS {
  return spec in EC_PARAMETERS;
}

const [dataDir = ""] = process.argv.slice(2);
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
const owner = module.C_OpenSession(slot, pkcs11.CKF_SERIAL_SESSION);
module.C_Login(owner, pkcs11.CKU_USER, settings.pin);
const sessions = Array.from({ length: SESSIONS }, () => module.C_OpenSession(slot, pkcs11.CKF_SERIAL_SESSION));
const keys = new Map<SignerSpec, pkcs11.Handle>();

/** A private key made outside, for a floor needs no secret; making it in the token would take as long again. */
function makeKey(spec: SignerSpec): pkcs11.Handle {
  const jwk = isEc(spec)
    ? generateKeyPairSync("ec", { namedCurve: spec === "EC_P256" ? "P-256" : "P-384" }).privateKey.export({ format: "jwk" })
    : generateKeyPairSync("rsa", { modulusLength: Number(spec.slice(4)) }).privateKey.export({ format: "jwk" });
  const part = (type: number, value: string | undefined) => ({ type, value: Buffer.from(value ?? "", "base64url") });
  const common = [
    { type: pkcs11.CKA_CLASS, value: pkcs11.CKO_PRIVATE_KEY },
    { type: pkcs11.CKA_TOKEN, value: false },
    { type: pkcs11.CKA_SENSITIVE, value: true },
    { type: pkcs11.CKA_SIGN, value: true },
  ];
  if (isEc(spec)) {
    return module.C_CreateObject(owner, [
      ...common,
      { type: pkcs11.CKA_KEY_TYPE, value: pkcs11.CKK_EC },
      { type: pkcs11.CKA_EC_PARAMS, value: Buffer.from(EC_PARAMETERS[spec], "hex") },
      part(pkcs11.CKA_VALUE, jwk.d),
    ]);
  }
  return module.C_CreateObject(owner, [
    ...common,
    { type: pkcs11.CKA_KEY_TYPE, value: pkcs11.CKK_RSA },
    part(pkcs11.CKA_MODULUS, jwk.n),
    part(pkcs11.CKA_PUBLIC_EXPONENT, jwk.e),
    part(pkcs11.CKA_PRIVATE_EXPONENT, jwk.d),
    part(pkcs11.CKA_PRIME_1, jwk.p),
    part(pkcs11.CKA_PRIME_2, jwk.q),
    part(pkcs11.CKA_EXPONENT_1, jwk.dp),
    part(pkcs11.CKA_EXPONENT_2, jwk.dq),
    part(pkcs11.CKA_COEFFICIENT, jwk.qi),
  ]);
}

/** Signatures per second. */
async function measure(spec: SignerSpec, durationMs: number): Promise<number> {
  const key = keys.get(spec) ?? makeKey(spec);
  keys.set(spec, key);
  const pss = { type: pkcs11.CK_PARAMS_RSA_PSS, hashAlg: pkcs11.CKM_SHA256, mgf: pkcs11.CKG_MGF1_SHA256, saltLen: DIGEST_BYTES };
  const mechanism = isEc(spec) ? { mechanism: pkcs11.CKM_ECDSA } : { mechanism: pkcs11.CKM_RSA_PKCS_PSS, parameter: pss };
  let made = 0;
  const started = performance.now();
  await Promise.all(
    sessions.map(async (session) => {
      while (performance.now() - started < durationMs) {
        module.C_SignInit(session, mechanism, key);
        await module.C_SignAsync(session, randomBytes(DIGEST_BYTES), Buffer.alloc(512));
        made += 1;
      }
    }),
  );
  return (made * 1000) / (performance.now() - started);
}

process.on("message", ({ spec, durationMs }: { spec: SignerSpec; durationMs: number }) => {
  void measure(spec, durationMs).then((rate) => process.send?.(rate));
});
process.on("disconnect", () => {
  module.C_Finalize();
  rmSync(directory, { recursive: true, force: true });
  process.exit(0);
});
process.send?.("ready");
