/**
 * Encrypts a ciphertext anew under another key of the project. Invariant: the plaintext exists in this function only, and what
 * is wrong with the ciphertext is the one refusal of every decryption.
 */
import { KmsError } from "#lib/domain/errors";
import type { FramePurpose } from "#lib/domain/frame";
import type { InputOf } from "#lib/operations/catalog";
import { requireSymmetric } from "../data-key/require-symmetric";
import { toHex } from "../data-key/to-hex";
import { type KeyUseCase, refuseUnsound, requireMaterial, requireMessage } from "../use-case";
import { fromBase64 } from "./from-base64";
import { openFrame, readFrame, sealFrame } from "./message";

const ALGORITHM = "SYMMETRIC_DEFAULT";

export const reEncrypt: KeyUseCase<"reEncrypt"> = {
  subject: "key",
  usesMaterial: true,
  subjectOf({ cipher_text: text }) {
    const message = readFrame(purposeOf(text) === "dataKey" ? Buffer.from(text, "hex") : fromBase64(text));
    return message === null ? null : { reference: { keyId: message.frame.keyId }, keyVersion: message.frame.keyVersion, message };
  },
  refuse(input, { hsm }, key, subject) {
    const algorithms = [input.source_encryption_algorithm, input.destination_encryption_algorithm];
    if (algorithms.some((name) => (name ?? ALGORITHM) !== ALGORITHM)) return new KmsError("algorithmNotForSymmetric");
    if (key !== null && (input.source_key_id ?? key.id) !== key.id) return new KmsError("ciphertextInvalid");
    return refuseUnsound(hsm, key, subject);
  },
  run(input, context) {
    const { hsm, key, second } = context;
    if (second === null) throw new KmsError("keyNotFound");
    requireSymmetric(second.key);
    const purpose = purposeOf(input.cipher_text);
    const { message, material } = requireMessage(context);
    const plaintext = openFrame(hsm, material, purpose, message, {
      context: input.source_encryption_context ?? {},
      additionalData: input.source_additional_authenticated_data ?? "",
    });
    try {
      requireStatedLength(input, purpose, plaintext.length);
      const frame = sealFrame(hsm, requireMaterial(second), purpose, plaintext, {
        context: input.destination_encryption_context ?? {},
        additionalData: input.destination_additional_authenticated_data ?? "",
      });
      return {
        key_id: second.key.id,
        source_key_id: key.id,
        source_encryption_algorithm: ALGORITHM,
        destination_encryption_algorithm: ALGORITHM,
        cipher_text: purpose === "dataKey" ? toHex(frame) : frame.toString("base64"),
      };
    } finally {
      plaintext.fill(0);
    }
  },
};

/** Data keys' ciphertexts are hexadecimal; the base64 of a frame begins with "Ag", which is not. */
function purposeOf(text: string): FramePurpose {
  return /^[0-9a-fA-F]+$/.test(text) ? "dataKey" : "data";
}

function requireStatedLength(input: InputOf<"reEncrypt">, purpose: FramePurpose, bytes: number): void {
  const stated = input.datakey_cipher_length;
  if (purpose === "dataKey" && stated !== undefined && stated !== bytes) throw new KmsError("dataKeyCipherLengthMismatch");
}
