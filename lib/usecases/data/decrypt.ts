/**
 * Decrypts small data. The key is found from the ciphertext; whatever is wrong is one error, except that a sound ciphertext
 * of this project whose key is not enabled gets that state's code (design §12).
 */
import { KmsError } from "#lib/domain/errors";
import { type KeyUseCase, refuseUnsound, requireMessage } from "../use-case";
import { bindingOf } from "./binding-of";
import { fromBase64 } from "./from-base64";
import { openFrame, readFrame } from "./message";

export const decryptData: KeyUseCase<"decryptData"> = {
  subject: "key",
  usesTokenOnly: true,
  subjectOf(input) {
    const message = readFrame(fromBase64(input.cipher_text));
    return message === null ? null : { reference: { keyId: message.frame.keyId }, keyVersion: message.frame.keyVersion, message };
  },
  refuse(input, { hsm }, key, subject) {
    if ((input.encryption_algorithm ?? "SYMMETRIC_DEFAULT") !== "SYMMETRIC_DEFAULT") return new KmsError("algorithmNotForSymmetric");
    if (key !== null && (input.key_id ?? key.id) !== key.id) return new KmsError("ciphertextInvalid");
    return refuseUnsound(hsm, key, subject);
  },
  run(input, context) {
    const { message, material } = requireMessage(context);
    const plaintext = openFrame(context.hsm, material, "data", message, bindingOf(input));
    try {
      return { key_id: context.key.id, plain_text: plaintext.toString("utf8"), plain_text_base64: plaintext.toString("base64") };
    } finally {
      plaintext.fill(0);
    }
  },
};
