/** Gives a fresh wrapping key and its import token. Nothing is stored: the token carries all that the import needs. */
import { IMPORT_TOKEN_LIFE_MS, WRAPPING_KEY_SPEC } from "#lib/domain/wrapping-algorithm";
import { makeInTurn } from "../key/pair-lanes";
import { byKeyId, type KeyUseCase } from "../use-case";
import { sealToken } from "./import-token";
import { refuseUnlessExternal } from "./require-external";

export const getParametersForImport: KeyUseCase<"getParametersForImport"> = {
  subject: "key",
  usesMaterial: true,
  subjectOf: byKeyId,
  refuse: (_input, _tools, key) => refuseUnlessExternal(key),
  async run(input, context) {
    const { hsm, key, now } = context;
    const wrappingKey = await makeInTurn(WRAPPING_KEY_SPEC, context, () => hsm.generateWrappingKey());
    // Whole seconds, as the reply says it.
    const expiresAt = new Date(Math.floor((now().getTime() + IMPORT_TOKEN_LIFE_MS) / 1000) * 1000);
    const token = { ...wrappingKey, keyId: key.id, algorithm: input.wrapping_algorithm, expiresAt };
    return {
      key_id: key.id,
      import_token: sealToken(token, key.projectId, (data) => hsm.authenticate(data)).toString("base64"),
      expiration_time: expiresAt.getTime() / 1000,
      public_key: Buffer.from(wrappingKey.publicKey).toString("base64"),
    };
  },
};
