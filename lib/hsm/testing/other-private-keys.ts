/** Test only: good private keys in the less usual forms of their standards (RFC 5958, RFC 5915, RFC 5480). */
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { pointOf } from "#lib/hsm/pkcs11/pairs/public-half";
import { element, pkcs8Of, pointForms, withPublicKey } from "./private-key-forms";

type Case = readonly [what: string, spec: "RSA_2048" | "EC_P256" | "EC_P384", privateKey: KeyObject, pkcs8: Buffer];

/** friendlyName (RFC 2985 §5.5.1): "kms". */
const ATTRIBUTE = Buffer.from("301506092a864886f70d01091431081e06006b006d0073", "hex");

export const OTHER_FORMS: readonly Case[] = [...ofCurve("EC_P256", "P-256"), ...ofCurve("EC_P384", "P-384"), ...ofRsa()];

function ofCurve(spec: "EC_P256" | "EC_P384", namedCurve: string): Case[] {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve });
  const usual = privateKey.export({ type: "pkcs8", format: "der" });
  const forms = pointForms(pointOf(publicKey.export({ type: "spki", format: "der" })).subarray(2));
  const secret = Buffer.from(privateKey.export({ format: "jwk" }).d ?? "", "base64url");
  const algorithm = element(
    0x30,
    Buffer.from("06072a8648ce3d0201", "hex"),
    Buffer.from(spec === "EC_P256" ? "06082a8648ce3d030107" : "06052b81040022", "hex"),
  );
  const of = (...further: Buffer[]) => {
    const key = element(0x30, Buffer.of(2, 1, 1), element(0x04, secret), ...further);
    return element(0x30, Buffer.of(2, 1, 0), algorithm, element(0x04, key));
  };
  return [
    ["no public point", spec, privateKey, of()],
    ...Object.entries(forms).flatMap(([form, point]): Case[] => [
      [`a point in ${form} form`, spec, privateKey, of(withPublicKey(point))],
      [`PKCS #8 of version 1 with a point in ${form} form`, spec, privateKey, pkcs8Of(1n, usual, point)],
      [`PKCS #8 of version 1, a point in ${form} form in both places`, spec, privateKey, pkcs8Of(1n, of(withPublicKey(point)), point)],
    ]),
    ["PKCS #8 of version 1 without a public key", spec, privateKey, pkcs8Of(1n, usual)],
    ["PKCS #8 of version 0 with attributes", spec, privateKey, pkcs8Of(0n, usual, undefined, ATTRIBUTE)],
    ["PKCS #8 of version 1 with attributes and a public key", spec, privateKey, pkcs8Of(1n, usual, forms.uncompressed, ATTRIBUTE)],
  ];
}

function ofRsa(): Case[] {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const usual = privateKey.export({ type: "pkcs8", format: "der" });
  const bits = publicKey.export({ type: "pkcs1", format: "der" });
  return [
    ["PKCS #8 of version 1", "RSA_2048", privateKey, pkcs8Of(1n, usual)],
    ["PKCS #8 of version 1 with a public key", "RSA_2048", privateKey, pkcs8Of(1n, usual, bits)],
    ["PKCS #8 with attributes", "RSA_2048", privateKey, pkcs8Of(0n, usual, undefined, ATTRIBUTE)],
  ];
}
