/** Verifies a signature. Whatever is wrong with it makes it invalid, which is an answer and no error (design §12). */
import { byKey, type KeyUseCase, requireMaterial } from "../use-case";
import { signedDigest } from "./signed-digest";

export const verify: KeyUseCase<"verify"> = {
  subject: "key",
  usesTokenOnly: true,
  subjectOf: byKey,
  async run(input, context) {
    const { hsm, key } = context;
    const digest = signedDigest(key, input);
    const isValid = await hsm.verifyDigest(requireMaterial(context), input.signingAlgorithm, digest, input.signature);
    return { keyId: key.id, isValid };
  },
};
