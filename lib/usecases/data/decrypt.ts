/**
 * Decrypts small data. The key is found from the ciphertext; whatever is wrong is one error, except that a sound ciphertext
 * of this project whose key is not enabled gets that state's code (design §12).
 */
import { KmsError } from "#lib/domain/errors";
import type { InputOf } from "#lib/operations/catalog";
import type { KeyUseCase } from "../use-case";
import { isSoundFrame, openFrame, readFrame } from "./message";

export const decryptData: KeyUseCase<"decryptData"> = {
  subject: "key",
  subjectOf(input) {
    const frame = readFrame(toBytes(input));
    return frame === null ? null : { reference: { keyId: frame.keyId }, keyVersion: frame.keyVersion };
  },
  refuse(input, { hsm }, key) {
    if ((input.encryption_algorithm ?? "SYMMETRIC_DEFAULT") !== "SYMMETRIC_DEFAULT") return new KmsError("algorithmNotForSymmetric");
    const isSound = key !== null && isSoundFrame(hsm, toBytes(input)) && (input.key_id ?? key.id) === key.id;
    return isSound ? null : new KmsError("ciphertextInvalid");
  },
  run(input, { hsm, key, material }) {
    const frame = readFrame(toBytes(input));
    if (frame === null || material === null) throw new KmsError("ciphertextInvalid");
    const plaintext = openFrame(hsm, material, "data", frame, {
      context: input.encryption_context ?? {},
      additionalData: input.additional_authenticated_data ?? "",
    });
    try {
      return { key_id: key.id, plain_text: plaintext.toString("utf8"), plain_text_base64: plaintext.toString("base64") };
    } finally {
      plaintext.fill(0);
    }
  },
};

/**
 * The ciphertext's bytes; none unless it is standard base64 with its padding, in the one form an encoder gives, so that no two
 * texts stand for one ciphertext.
 */
function toBytes(input: InputOf<"decryptData">): Buffer {
  const bytes = Buffer.from(input.cipher_text, "base64");
  return bytes.toString("base64") === input.cipher_text ? bytes : Buffer.alloc(0);
}
