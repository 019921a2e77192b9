/**
 * Public halves of key pairs: attributes of an object in the token ↔ DER SubjectPublicKeyInfo.
 * Invariant: what is read is a public key of exactly the asked size or curve.
 */
import { createPublicKey, type JsonWebKey, type KeyObject } from "node:crypto";
import type { Handle, PKCS11, Template } from "pkcs11js";
import pkcs11js from "pkcs11js";
import { KEY_SPECS, type KeySpec, keyBytes } from "#lib/domain/key-spec";
import { toBuffer } from "../mechanisms";

const OCTET_STRING = 0x04;
const UNCOMPRESSED = 0x04;

const CURVES = {
  /** DER of the object identifiers (RFC 5480 §2.1.1.1). */
  EC_P256: { name: "P-256", parameters: Buffer.from("06082a8648ce3d030107", "hex") },
  EC_P384: { name: "P-384", parameters: Buffer.from("06052b81040022", "hex") },
} as const;
type Curve = keyof typeof CURVES;

/** What says of a new pair how large it is or on which curve. */
export function parametersTemplate(spec: KeySpec): Template {
  if (KEY_SPECS[spec].family === "ec") return [{ type: pkcs11js.CKA_EC_PARAMS, value: CURVES[spec as Curve].parameters }];
  return [
    { type: pkcs11js.CKA_MODULUS_BITS, value: KEY_SPECS[spec].bits },
    { type: pkcs11js.CKA_PUBLIC_EXPONENT, value: Buffer.of(1, 0, 1) },
  ];
}

/** Reads a public object as DER SubjectPublicKeyInfo. @throws Error when it is no key of this spec */
export function readPublicHalf(module: PKCS11, session: Handle, object: Handle, spec: KeySpec): Buffer {
  const read = (type: number): Buffer => {
    const value = module.C_GetAttributeValue(session, object, [{ type }])[0]?.value;
    if (!Buffer.isBuffer(value)) throw new Error("the token does not show the public half of a pair");
    return value;
  };
  const jwk: JsonWebKey =
    KEY_SPECS[spec].family === "rsa"
      ? { kty: "RSA", n: read(pkcs11js.CKA_MODULUS).toString("base64url"), e: read(pkcs11js.CKA_PUBLIC_EXPONENT).toString("base64url") }
      : toEcJwk(read(pkcs11js.CKA_EC_POINT), spec as Curve);
  const key = createPublicKey({ key: jwk, format: "jwk" });
  requireSpec(key, spec);
  return key.export({ type: "spki", format: "der" });
}

/** What an object with this public half is made from. */
export function publicHalfTemplate(publicKey: Uint8Array, spec: KeySpec): Template {
  const jwk = toKeyObject(publicKey).export({ format: "jwk" });
  const part = (value: string | undefined) => Buffer.from(value ?? "", "base64url");
  if (KEY_SPECS[spec].family === "rsa") {
    return [
      { type: pkcs11js.CKA_MODULUS, value: part(jwk.n) },
      { type: pkcs11js.CKA_PUBLIC_EXPONENT, value: part(jwk.e) },
    ];
  }
  return [
    { type: pkcs11js.CKA_EC_PARAMS, value: CURVES[spec as Curve].parameters },
    { type: pkcs11js.CKA_EC_POINT, value: pointOf(publicKey) },
  ];
}

/** CKA_EC_POINT of a public half on a curve: an OCTET STRING around 04 ‖ x ‖ y. */
export function pointOf(publicKey: Uint8Array): Buffer {
  const jwk = toKeyObject(publicKey).export({ format: "jwk" });
  const point = Buffer.concat([Buffer.of(UNCOMPRESSED), Buffer.from(jwk.x ?? "", "base64url"), Buffer.from(jwk.y ?? "", "base64url")]);
  return Buffer.concat([Buffer.of(OCTET_STRING, point.byteLength), point]);
}

export function toKeyObject(publicKey: Uint8Array): KeyObject {
  return createPublicKey({ key: toBuffer(publicKey), format: "der", type: "spki" });
}

function toEcJwk(point: Buffer, spec: Curve): JsonWebKey {
  const length = keyBytes(spec);
  // Some tokens leave the OCTET STRING away.
  const bare = point.byteLength === 1 + 2 * length ? point : point.subarray(2);
  if (bare.byteLength !== 1 + 2 * length || bare[0] !== UNCOMPRESSED) throw new Error("the token shows a point of another curve");
  const coordinate = (start: number) => bare.subarray(start, start + length).toString("base64url");
  return { kty: "EC", crv: CURVES[spec].name, x: coordinate(1), y: coordinate(1 + length) };
}

function requireSpec(key: KeyObject, spec: KeySpec): void {
  const bits = key.asymmetricKeyDetails?.modulusLength;
  if (KEY_SPECS[spec].family === "rsa" && bits !== KEY_SPECS[spec].bits) throw new Error("the token made a key of another size");
}
