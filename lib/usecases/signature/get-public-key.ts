/** Gives the public half of a key pair, vouched for by the HSM, as clients of this family expect it: PEM with CRLF (api-reference §2.5). */
import { KmsError } from "#lib/domain/errors";
import { isKeyPair, KEY_SPECS } from "#lib/domain/key-spec";
import { byKeyId, type KeyUseCase, requireMaterial } from "../use-case";

export const getPublickey: KeyUseCase<"getPublickey"> = {
  subject: "key",
  usesMaterial: true,
  subjectOf: byKeyId,
  run(_input, context) {
    const { hsm, key } = context;
    if (!isKeyPair(key.spec)) throw new KmsError(KEY_SPECS[key.spec].family === "hmac" ? "hmacKeyUnsupported" : "keyNotAsymmetric");
    return { key_id: key.id, public_key: toPem(hsm.publicKey(requireMaterial(context))) };
  },
};

function toPem(publicKey: Buffer): string {
  const lines = publicKey.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN PUBLIC KEY-----", ...lines, "-----END PUBLIC KEY-----", ""].join("\r\n");
}
