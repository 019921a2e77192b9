/**
 * The three ways to sign, all with HMAC-SHA-256 (api-reference §1.4): what is signed beside the canonical request, and with
 * which key. Invariant: every key made here from the secret is wiped by whoever asked for it.
 */
import { createHmac } from "node:crypto";
import type { SignatureHeader } from "./signature-header";

/** Time, scope and digest, as each way has them. */
export function stringToSign({ way, scope }: Pick<SignatureHeader, "way" | "scope">, date: string, requestHash: string): string {
  if (way === "simple") return `SDK-HMAC-SHA256\n${date}\n${requestHash}`;
  return `${way === "scoped" ? "SDK-HMAC-SHA256" : "V11-HMAC-SHA256"}\n${date}\n${scope}\n${requestHash}`;
}

/** A copy that the caller wipes: the secret itself, chained through the scope, or derived (then as hexadecimal text). */
export function signingKey({ way, accessKey, scope }: Pick<SignatureHeader, "way" | "accessKey" | "scope">, secret: Uint8Array): Buffer {
  if (way === "simple") return Buffer.from(secret);
  if (way === "scoped") return scopedKey(scope, secret);
  const extracted = hmac(Buffer.from(accessKey), secret);
  const expanded = hmac(extracted, Buffer.from(`${scope}\x01`));
  const key = Buffer.from(expanded.toString("hex"));
  extracted.fill(0);
  expanded.fill(0);
  return key;
}

export function hmac(key: Uint8Array, data: Uint8Array): Buffer {
  return createHmac("sha256", key).update(data).digest();
}

function scopedKey(scope: string, secret: Uint8Array): Buffer {
  let key: Buffer = Buffer.concat([Buffer.from("SDK"), secret]);
  for (const part of scope.split("/")) {
    const next = hmac(key, Buffer.from(part));
    key.fill(0);
    key = next;
  }
  return key;
}
