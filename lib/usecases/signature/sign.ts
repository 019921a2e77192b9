/** Signs a digest, or a message of which it makes one (api-reference §2.5), with the private half inside the HSM. */
import { byKey, type KeyUseCase, requireMaterial } from "../use-case";
import { signedDigest } from "./signed-digest";

export const sign: KeyUseCase<"sign"> = {
  subject: "key",
  usesTokenOnly: true,
  subjectOf: byKey,
  async run(input, context) {
    const { hsm, key } = context;
    const digest = signedDigest(key, input);
    return { keyId: key.id, signature: await hsm.signDigest(requireMaterial(context), input.signingAlgorithm, digest) };
  },
};
