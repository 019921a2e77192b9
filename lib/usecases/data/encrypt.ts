/**
 * Encrypts small data (guide §2.5: at most 4 KB). The newest version of a symmetric key encrypts; an RSA key encrypts by its
 * public half, and what it gives is bare: it names neither key nor algorithm.
 */
import { encryptionRefusal, oaepMaxBytes } from "#lib/domain/encryption-algorithm";
import { KmsError } from "#lib/domain/errors";
import { byKeyId, type KeyUseCase, requireMaterial, type SubjectContext } from "../use-case";
import { type BoundInput, bindingOf, requireUnbound } from "./binding-of";
import { sealFrame } from "./message";

export const encryptData: KeyUseCase<"encryptData"> = {
  subject: "key",
  usesTokenOnly: true,
  subjectOf: byKeyId,
  run(input, context) {
    const { key } = context;
    const algorithm = input.encryption_algorithm ?? "SYMMETRIC_DEFAULT";
    const refusal = encryptionRefusal(key, algorithm);
    if (refusal !== null) throw new KmsError(refusal);
    const encrypt = algorithm === "SYMMETRIC_DEFAULT" ? encryptSymmetric : encryptRsa;
    const plaintext = Buffer.from(input.plain_text, "utf8");
    try {
      return { key_id: key.id, cipher_text: encrypt(input, context, plaintext).toString("base64") };
    } finally {
      plaintext.fill(0);
    }
  },
};

function encryptSymmetric(input: BoundInput, context: SubjectContext, plaintext: Buffer): Buffer {
  return sealFrame(context.hsm, requireMaterial(context), "data", plaintext, bindingOf(input));
}

function encryptRsa(input: BoundInput, context: SubjectContext, plaintext: Buffer): Buffer {
  requireUnbound(input);
  const { spec } = context.key;
  if (plaintext.byteLength > oaepMaxBytes(spec)) {
    throw new KmsError("rsaPlaintextTooLong", {
      field: "plain_text",
      message: `plain_text has ${plaintext.byteLength} bytes; a key of ${spec} encrypts ${oaepMaxBytes(spec)} at most. Encrypt a data key instead.`,
    });
  }
  return context.hsm.encryptOaep(requireMaterial(context), plaintext);
}
