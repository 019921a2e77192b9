/** Encrypts small data with a symmetric key (guide §2.5: at most 4 KB). The newest version of the key encrypts. */
import { KmsError } from "#lib/domain/errors";
import { byKeyId, type KeyUseCase, requireMaterial } from "../use-case";
import { bindingOf } from "./binding-of";
import { sealFrame } from "./message";

export const encryptData: KeyUseCase<"encryptData"> = {
  subject: "key",
  usesTokenOnly: true,
  subjectOf: byKeyId,
  run(input, context) {
    const { hsm, key } = context;
    if ((input.encryption_algorithm ?? "SYMMETRIC_DEFAULT") !== "SYMMETRIC_DEFAULT") throw new KmsError("algorithmNotForSymmetric");
    const material = requireMaterial(context);
    const plaintext = Buffer.from(input.plain_text, "utf8");
    try {
      const frame = sealFrame(hsm, material, "data", plaintext, bindingOf(input));
      return { key_id: key.id, cipher_text: frame.toString("base64") };
    } finally {
      plaintext.fill(0);
    }
  },
};
