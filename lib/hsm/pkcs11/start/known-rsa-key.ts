/** An RSA_2048 key that is known here, for probe and self-test only. Invariant: it protects nothing and is forgotten with the start. */
import { generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import type { Template } from "pkcs11js";
import pkcs11js from "pkcs11js";

export type KnownRsaKey = {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** The attributes that make the private half. */
  readonly parts: Template;
};

export async function makeKnownRsaKey(): Promise<KnownRsaKey> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
  return { privateKey, publicKey, parts: rsaParts(privateKey) };
}

/** The attributes that make an RSA private key (PKCS#11 v2.40 mechanisms §2.1.3). */
export function rsaParts(privateKey: KeyObject): Template {
  const jwk = privateKey.export({ format: "jwk" });
  const part = (type: number, value: string | undefined) => ({ type, value: Buffer.from(value ?? "", "base64url") });
  return [
    part(pkcs11js.CKA_MODULUS, jwk.n),
    part(pkcs11js.CKA_PUBLIC_EXPONENT, jwk.e),
    part(pkcs11js.CKA_PRIVATE_EXPONENT, jwk.d),
    part(pkcs11js.CKA_PRIME_1, jwk.p),
    part(pkcs11js.CKA_PRIME_2, jwk.q),
    part(pkcs11js.CKA_EXPONENT_1, jwk.dp),
    part(pkcs11js.CKA_EXPONENT_2, jwk.dq),
    part(pkcs11js.CKA_COEFFICIENT, jwk.qi),
  ];
}
