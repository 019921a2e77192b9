/** Encrypts a data key that the client made, after checking that it came whole (api-reference §2.3). */
import { createHash, timingSafeEqual } from "node:crypto";
import { DATA_KEY_DIGEST_BYTES } from "#lib/domain/data-key";
import { KmsError } from "#lib/domain/errors";
import { bindingOf } from "../data/binding-of";
import { sealFrame } from "../data/message";
import { byKeyId, type KeyUseCase, requireMaterial } from "../use-case";
import { requireSymmetric } from "./require-symmetric";
import { toHex } from "./to-hex";

export const encryptDatakey: KeyUseCase<"encryptDatakey"> = {
  subject: "key",
  usesTokenOnly: true,
  subjectOf: byKeyId,
  run(input, context) {
    requireSymmetric(context.key);
    const material = requireMaterial(context);
    const length = input.datakey_plain_length;
    const bytes = Buffer.from(input.plain_text, "hex");
    try {
      if (bytes.length !== length + DATA_KEY_DIGEST_BYTES) throw new KmsError("dataKeyPlainLengthMismatch");
      const dataKey = bytes.subarray(0, length);
      if (!timingSafeEqual(createHash("sha256").update(dataKey).digest(), bytes.subarray(length))) {
        throw new KmsError("dataKeyDigestMismatch");
      }
      const frame = sealFrame(context.hsm, material, "dataKey", dataKey, bindingOf(input));
      return { key_id: context.key.id, cipher_text: toHex(frame), datakey_length: String(length) };
    } finally {
      bytes.fill(0);
    }
  },
};
