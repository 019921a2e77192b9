/**
 * Encrypts a ciphertext anew under another key of the project. Invariant: the plaintext exists in this function only, and what
 * is wrong with the ciphertext is the one refusal of every decryption.
 */
import { KmsError } from "#lib/domain/errors";
import type { FramePurpose } from "#lib/domain/frame";
import type { InputOf } from "#lib/operations/catalog";
import { requireSymmetric } from "../data-key/require-symmetric";
import { type KeyUseCase, names, refuseUnsound, requireMaterial, requireMessage } from "../use-case";
import { openFrame, readFrame, sealFrame } from "./message";

const ALGORITHM = "SYMMETRIC_DEFAULT";

export const reEncrypt: KeyUseCase<"reEncrypt"> = {
  subject: "key",
  usesMaterial: true,
  subjectOf({ ciphertext }) {
    const message = readFrame(ciphertext.bytes);
    return message === null ? null : { reference: { keyId: message.frame.keyId }, keyVersion: message.frame.keyVersion, message };
  },
  refuse(input, { hsm }, key, subject) {
    const algorithms = [input.sourceEncryptionAlgorithm, input.destinationEncryptionAlgorithm];
    if (algorithms.some((name) => (name ?? ALGORITHM) !== ALGORITHM)) return new KmsError("algorithmNotForSymmetric");
    if (key !== null && !names(input.sourceKey, key)) return new KmsError("ciphertextInvalid");
    return refuseUnsound(hsm, key, subject);
  },
  run(input, context) {
    const { hsm, key, second } = context;
    if (second === null) throw new KmsError("keyNotFound");
    requireSymmetric(second.key);
    const { purpose } = input.ciphertext;
    const { message, material } = requireMessage(context);
    const plaintext = openFrame(hsm, material, purpose, message, {
      context: input.sourceEncryptionContext ?? {},
      additionalData: input.sourceAdditionalAuthenticatedData ?? "",
    });
    try {
      requireStatedLength(input, purpose, plaintext.length);
      const frame = sealFrame(hsm, requireMaterial(second), purpose, plaintext, {
        context: input.destinationEncryptionContext ?? {},
        additionalData: input.destinationAdditionalAuthenticatedData ?? "",
      });
      return {
        keyId: second.key.id,
        sourceKeyId: key.id,
        sourceEncryptionAlgorithm: ALGORITHM,
        destinationEncryptionAlgorithm: ALGORITHM,
        ciphertext: { bytes: frame, purpose },
      };
    } finally {
      plaintext.fill(0);
    }
  },
};

function requireStatedLength(input: InputOf<"reEncrypt">, purpose: FramePurpose, bytes: number): void {
  const stated = input.dataKeyLength;
  if (purpose === "dataKey" && stated !== undefined && stated !== bytes) throw new KmsError("dataKeyCipherLengthMismatch");
}
