/** What is signed or verified: always a digest; of a raw message it is made here. */
import { createHash } from "node:crypto";
import { KmsError } from "#lib/domain/errors";
import { HASHES } from "#lib/domain/hash";
import type { Key } from "#lib/domain/key";
import { type MessageType, SIGNING_ALGORITHMS, type SigningAlgorithm, signingRefusal } from "#lib/domain/signing-algorithm";

type SignedInput = { message: string; signing_algorithm: SigningAlgorithm; message_type?: MessageType | undefined };

/** @throws KmsError when the key cannot sign so, or the digest has not its hash's length */
export function signedDigest(key: Pick<Key, "spec" | "usage">, input: SignedInput): Buffer {
  const refusal = signingRefusal(key, input.signing_algorithm);
  if (refusal !== null) throw new KmsError(refusal);
  const { bytes, nodeName, label } = HASHES[SIGNING_ALGORITHMS[input.signing_algorithm].hash];
  const message = Buffer.from(input.message, "base64");
  if (input.message_type === "RAW") return createHash(nodeName).update(message).digest();
  if (message.byteLength === bytes) return message;
  throw new KmsError("digestLengthInvalid", {
    field: "message",
    message: `message has ${message.byteLength} bytes, and a digest of ${label} has ${bytes}. Send the digest, or use message_type RAW.`,
  });
}
