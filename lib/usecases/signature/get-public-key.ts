/** Gives the public half of a key pair, vouched for by the HSM. */
import { KmsError } from "#lib/domain/errors";
import { isKeyPair, KEY_SPECS } from "#lib/domain/key-spec";
import { byKey, type KeyUseCase, requireMaterial } from "../use-case";

export const getPublickey: KeyUseCase<"getPublickey"> = {
  subject: "key",
  usesMaterial: true,
  subjectOf: byKey,
  run(_input, context) {
    const { hsm, key } = context;
    if (!isKeyPair(key.spec)) throw new KmsError(KEY_SPECS[key.spec].family === "hmac" ? "hmacKeyUnsupported" : "keyNotAsymmetric");
    return { keyId: key.id, publicKey: hsm.publicKey(requireMaterial(context)) };
  },
};
