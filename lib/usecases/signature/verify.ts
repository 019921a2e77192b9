/** Verifies a signature. Whatever is wrong with it makes it invalid, which is an answer and no error (design §12). */
import { fromBase64 } from "../data/from-base64";
import { byKeyId, type KeyUseCase, requireMaterial } from "../use-case";
import { signedDigest } from "./signed-digest";

export const verify: KeyUseCase<"verify"> = {
  subject: "key",
  usesTokenOnly: true,
  subjectOf: byKeyId,
  async run(input, context) {
    const { hsm, key } = context;
    const digest = signedDigest(key, input);
    const signature = fromBase64(input.signature);
    const isValid = await hsm.verifyDigest(requireMaterial(context), input.signing_algorithm, digest, signature);
    return { key_id: key.id, signature_valid: isValid ? "true" : "false" };
  },
};
