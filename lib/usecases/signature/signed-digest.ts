/** What is signed or verified: always a digest; of a raw message it is made here. */
import { createHash } from "node:crypto";
import { KmsError } from "#lib/domain/errors";
import { HASHES } from "#lib/domain/hash";
import type { Key } from "#lib/domain/key";
import { SIGNING_ALGORITHMS, signingRefusal } from "#lib/domain/signing-algorithm";
import type { InputOf } from "#lib/operations/catalog";

/** @throws KmsError when the key cannot sign so, or the digest has not its hash's length */
export function signedDigest(key: Pick<Key, "spec" | "usage">, input: InputOf<"sign">): Uint8Array {
  const { message, messageType, signingAlgorithm } = input;
  const refusal = signingRefusal(key, signingAlgorithm);
  if (refusal !== null) throw new KmsError(refusal);
  const { bytes, nodeName, label } = HASHES[SIGNING_ALGORITHMS[signingAlgorithm].hash];
  if (messageType === "RAW") return createHash(nodeName).update(message).digest();
  if (message.byteLength === bytes) return message;
  throw new KmsError("digestLengthInvalid", {
    field: "message",
    message: `message has ${message.byteLength} bytes, and a digest of ${label} has ${bytes}. Send the digest, or use message_type RAW.`,
  });
}
