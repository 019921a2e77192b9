/** Gives a fresh wrapping key and its import token. Nothing is stored: the token carries all that the import needs. */
import { IMPORT_TOKEN_LIFE_MS, WRAPPING_KEY_SPEC } from "#lib/domain/wrapping-algorithm";
import { hadMaterial } from "#lib/store/keys/material";
import { makeInTurn } from "../key/pair-lanes";
import { byKey, type KeyUseCase } from "../use-case";
import { sealToken } from "./import-token";
import { refuseUnlessExternal } from "./require-external";

export const getParametersForImport: KeyUseCase<"getParametersForImport"> = {
  subject: "key",
  usesMaterial: true,
  subjectOf: byKey,
  refuse: (_input, _tools, key) => refuseUnlessExternal(key),
  async run(input, context) {
    const { hsm, key, now, store } = context;
    const wrappingKey = await makeInTurn(WRAPPING_KEY_SPEC, context, () => hsm.generateWrappingKey());
    const isBound = await hadMaterial(store, key);
    // Whole seconds, as clients are told it.
    const expiresAt = new Date(Math.floor((now().getTime() + IMPORT_TOKEN_LIFE_MS) / 1000) * 1000);
    const token = { ...wrappingKey, keyId: key.id, algorithm: input.wrappingAlgorithm, expiresAt };
    return {
      keyId: key.id,
      importToken: sealToken(token, key.projectId, (data) => hsm.authenticate(data)),
      expiresAt,
      publicKey: wrappingKey.publicKey,
      ...(isBound && { sameMaterialOnly: true as const }),
    };
  },
};
