/** Audit keys and witnesses of tests: what a token and strangers do in life, with keys that are thrown away. */
import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { formatCheckpointBody, originOf, signatureLine } from "../checkpoint";
import { formatSignature } from "../note";
import { cosignedMessage, formatVerifierKey, witnessKey } from "../policy";

export type AuditKey = {
  readonly key: KeyObject;
  readonly spki: Buffer;
  readonly pem: string;
  readonly signLine: (name: string, body: string) => string;
};

export function makeAuditKey(): AuditKey {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const spki = publicKey.export({ format: "der", type: "spki" });
  return {
    key: publicKey,
    spki,
    pem: publicKey.export({ format: "pem", type: "spki" }).toString(),
    signLine: (name, body) => signatureLine(name, spki, sign("sha256", Buffer.from(body), privateKey)),
  };
}

/** A signed checkpoint. @param more lines of other signatures */
export function signCheckpoint(auditKey: AuditKey, size: number, root: Buffer, incarnation = 1, more: readonly string[] = []): string {
  const origin = originOf(auditKey.spki, incarnation);
  const body = formatCheckpointBody(origin, size, root);
  return `${body}\n${auditKey.signLine(origin, body)}${more.join("")}`;
}

export function makeWitness(name: string) {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const material = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  const { keyId } = witnessKey(name, material);
  return {
    material,
    verifierKey: formatVerifierKey(name, keyId, 4, material),
    cosign: (body: string, time = 1_700_000_000n) => {
      const bytes = Buffer.alloc(72);
      bytes.writeBigUInt64BE(time);
      sign(null, cosignedMessage(time, Buffer.from(body)), privateKey).copy(bytes, 8);
      return formatSignature({ name, keyId, bytes });
    },
  };
}
