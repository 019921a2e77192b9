/**
 * Encrypts small data (guide §2.5: at most 4 KB). The newest version of a symmetric key encrypts; an RSA key encrypts by its
 * public half, and what it gives is bare: it names neither key nor algorithm.
 */
import { encryptionRefusal, oaepMaxBytes } from "#lib/domain/encryption-algorithm";
import { KmsError } from "#lib/domain/errors";
import type { BoundInput } from "#lib/operations/data-operations";
import { byKey, type KeyUseCase, requireMaterial, type SubjectContext } from "../use-case";
import { bindingOf, requireUnbound } from "./binding-of";
import { sealFrame } from "./message";

export const encryptData: KeyUseCase<"encryptData"> = {
  subject: "key",
  usesTokenOnly: true,
  subjectOf: byKey,
  run(input, context) {
    const { key } = context;
    const algorithm = input.encryptionAlgorithm ?? "SYMMETRIC_DEFAULT";
    const refusal = encryptionRefusal(key, algorithm);
    if (refusal !== null) throw new KmsError(refusal);
    const ciphertext =
      algorithm === "SYMMETRIC_DEFAULT"
        ? sealFrame(context.hsm, requireMaterial(context), "data", input.plaintext, bindingOf(input))
        : encryptRsa(input, context, input.plaintext);
    return { keyId: key.id, ciphertext };
  },
};

function encryptRsa(input: BoundInput, context: SubjectContext, plaintext: Uint8Array): Buffer {
  requireUnbound(input);
  const { spec } = context.key;
  if (plaintext.byteLength > oaepMaxBytes(spec)) {
    throw new KmsError("rsaPlaintextTooLong", {
      field: "plaintext",
      message: `plain_text has ${plaintext.byteLength} bytes; a key of ${spec} encrypts ${oaepMaxBytes(spec)} at most. Encrypt a data key instead.`,
    });
  }
  return context.hsm.encryptOaep(requireMaterial(context), plaintext);
}
