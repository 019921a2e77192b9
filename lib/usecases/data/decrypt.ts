/**
 * Decrypts small data. A symmetric key is found from the ciphertext; whatever is wrong is one error, except that a sound ciphertext
 * of this project whose key is not enabled gets that state's code (design §12). An RSA ciphertext names no key, so the caller does.
 */
import { encryptionRefusal } from "#lib/domain/encryption-algorithm";
import { KmsError } from "#lib/domain/errors";
import { KEY_SPECS } from "#lib/domain/key-spec";
import type { InputOf } from "#lib/operations/catalog";
import { type KeyUseCase, names, refuseUnsound, requireMaterial, requireMessage, type SubjectContext } from "../use-case";
import { bindingOf, requireUnbound } from "./binding-of";
import { openFrame, readFrame } from "./message";

type Input = InputOf<"decryptData">;

export const decryptData: KeyUseCase<"decryptData"> = {
  subject: "key",
  usesTokenOnly: true,
  subjectOf(input) {
    const named = input.key === undefined ? null : { reference: input.key, keyVersion: null };
    if (isRsa(input) && named !== null) return named;
    const message = readFrame(input.ciphertext);
    return message === null ? named : { reference: { keyId: message.frame.keyId }, keyVersion: message.frame.keyVersion, message };
  },
  refuse(input, { hsm }, key, subject) {
    if (isRsa(input)) {
      if (input.key === undefined && !subject?.message) return missing("key_id");
      const refusal = key === null ? null : encryptionRefusal(key, "RSAES_OAEP_SHA_256");
      return refusal === null ? null : new KmsError(refusal);
    }
    if (key !== null && !subject?.message && KEY_SPECS[key.spec].family !== "symmetric") {
      if (input.encryptionAlgorithm === undefined && KEY_SPECS[key.spec].family === "rsa") return missing("encryption_algorithm");
      return new KmsError(encryptionRefusal(key, "SYMMETRIC_DEFAULT") ?? "ciphertextInvalid");
    }
    if (key !== null && !names(input.key, key)) return new KmsError("ciphertextInvalid");
    return refuseUnsound(hsm, key, subject);
  },
  async run(input, context) {
    const plaintext = isRsa(input) ? await decryptRsa(input, context) : decryptSymmetric(input, context);
    return { keyId: context.key.id, plaintext };
  },
};

const isRsa = (input: Input) => input.encryptionAlgorithm === "RSAES_OAEP_SHA_256";

function missing(field: string): KmsError {
  return new KmsError("parameterMissing", { field, message: `The parameter ${field} is required to decrypt with an RSA key.` });
}

function decryptSymmetric(input: Input, context: SubjectContext): Buffer {
  const { message, material } = requireMessage(context);
  return openFrame(context.hsm, material, "data", message, bindingOf(input));
}

function decryptRsa(input: Input, context: SubjectContext): Promise<Buffer> {
  requireUnbound(input);
  return context.hsm.decryptOaep(requireMaterial(context), input.ciphertext);
}
