/** Signs a digest, or a message of which it makes one (api-reference §2.5), with the private half inside the HSM. */
import { byKeyId, type KeyUseCase, requireMaterial } from "../use-case";
import { signedDigest } from "./signed-digest";

export const sign: KeyUseCase<"sign"> = {
  subject: "key",
  usesTokenOnly: true,
  subjectOf: byKeyId,
  async run(input, context) {
    const { hsm, key } = context;
    const digest = signedDigest(key, input);
    const signature = await hsm.signDigest(requireMaterial(context), input.signing_algorithm, digest);
    return { key_id: key.id, signature: signature.toString("base64") };
  },
};
