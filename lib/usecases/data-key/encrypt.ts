/** Encrypts a data key that the client made, after checking that it came whole (api-reference §2.3). */
import { createHash, timingSafeEqual } from "node:crypto";
import { DATA_KEY_DIGEST_BYTES } from "#lib/domain/data-key";
import { KmsError } from "#lib/domain/errors";
import type { InputOf } from "#lib/operations/catalog";
import { bindingOf } from "../data/binding-of";
import { sealFrame } from "../data/message";
import { byKey, type KeyUseCase, requireMaterial } from "../use-case";
import { requireSymmetric } from "./require-symmetric";

export const encryptDatakey: KeyUseCase<"encryptDatakey"> = {
  subject: "key",
  usesTokenOnly: true,
  subjectOf: byKey,
  run(input, context) {
    requireSymmetric(context.key);
    const material = requireMaterial(context);
    const dataKey = wholeDataKey(input);
    const ciphertext = sealFrame(context.hsm, material, "dataKey", dataKey, bindingOf(input));
    return { keyId: context.key.id, ciphertext, dataKeyLength: dataKey.length };
  },
};

/** @returns the data key's own bytes within the input */
function wholeDataKey({ dataKeyAndDigest: bytes, dataKeyLength: length }: InputOf<"encryptDatakey">): Uint8Array {
  if (bytes.length !== length + DATA_KEY_DIGEST_BYTES) throw new KmsError("dataKeyPlainLengthMismatch");
  const dataKey = bytes.subarray(0, length);
  const digest = createHash("sha256").update(dataKey).digest();
  if (!timingSafeEqual(digest, bytes.subarray(length))) throw new KmsError("dataKeyDigestMismatch");
  return dataKey;
}
