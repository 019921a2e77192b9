/** Test only: private keys written in DER, in the forms that the standards allow and in others. */
import type { KeyObject } from "node:crypto";

export function element(tag: number, ...content: Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  const length =
    body.length < 0x80 ? [body.length] : body.length < 0x100 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.of(tag, ...length), body]);
}

export function integer(value: bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 ? `0${hex}` : hex, "hex");
  return element(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes);
}

const RSA_ALGORITHM = Buffer.from("300d06092a864886f70d0101010500", "hex");
const EC_P256_ALGORITHM = Buffer.from("301306072a8648ce3d020106082a8648ce3d030107", "hex");

/** An RSA private key of these numbers; further elements make it multi-prime. */
export function rsaPkcs8(numbers: readonly bigint[], version = 0n, ...further: Buffer[]): Buffer {
  const key = element(0x30, integer(version), ...numbers.map(integer), ...further);
  return element(0x30, integer(0n), RSA_ALGORITHM, element(0x04, key));
}

export function ecPkcs8(secret: Buffer, ...further: Buffer[]): Buffer {
  const key = element(0x30, integer(1n), element(0x04, secret), ...further);
  return element(0x30, integer(0n), EC_P256_ALGORITHM, element(0x04, key));
}

/** n, e, d, p, q, dp, dq, qi of a JWK. */
export function rsaNumbers(key: KeyObject): bigint[] {
  const jwk = key.export({ format: "jwk" });
  return [jwk.n, jwk.e, jwk.d, jwk.p, jwk.q, jwk.dp, jwk.dq, jwk.qi].map((part) =>
    BigInt(`0x${Buffer.from(part ?? "", "base64url").toString("hex")}`),
  );
}

/** [1] of an ECPrivateKey (RFC 5915 §3). */
export function withPublicKey(point: Uint8Array): Buffer {
  return element(0xa1, element(0x03, Buffer.of(0), point));
}

/** The three forms of a point. @param point 04 ‖ x ‖ y */
export function pointForms(point: Uint8Array): Record<"compressed" | "uncompressed" | "hybrid", Buffer> {
  const [isOdd, half] = [(point.at(-1) ?? 0) % 2, (point.length - 1) / 2];
  return {
    compressed: Buffer.of(2 + isOdd, ...point.subarray(1, 1 + half)),
    uncompressed: Buffer.from(point),
    hybrid: Buffer.of(6 + isOdd, ...point.subarray(1)),
  };
}

/**
 * The same private key as OneAsymmetricKey (RFC 5958 §2).
 * @param pkcs8 of version 0, without attributes
 * @param publicKey content of [1]; left away where there is none
 */
export function pkcs8Of(version: bigint, pkcs8: Buffer, publicKey?: Uint8Array, attributes?: Uint8Array): Buffer {
  const head = pkcs8.subarray(0, (pkcs8[1] ?? 0) < 0x80 ? 2 : 2 + ((pkcs8[1] ?? 0) & 0x7f));
  const body = pkcs8.subarray(head.length + integer(0n).length);
  const more = [
    ...(attributes === undefined ? [] : [element(0xa0, attributes)]),
    ...(publicKey === undefined ? [] : [element(0x81, Buffer.of(0), publicKey)]),
  ];
  return element(0x30, integer(version), body, ...more);
}
