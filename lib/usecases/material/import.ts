/**
 * Imports key material: into the token first, where it is checked and wrapped like any other, then into the row, in the transaction
 * of its trace. Invariant: an import that is refused or interrupted leaves the key as it was, waiting.
 */
import { KmsError } from "#lib/domain/errors";
import type { Key } from "#lib/domain/key";
import { isKeyPair } from "#lib/domain/key-spec";
import { TRANSITIONS } from "#lib/domain/key-state";
import type { InputOf } from "#lib/operations/catalog";
import { toBinding } from "#lib/store/keys/keys";
import { storeMaterial } from "#lib/store/keys/material";
import { byKey, type KeyUseCase, type SubjectContext } from "../use-case";
import { type ImportToken, openToken } from "./import-token";
import { refuseUnlessExternal } from "./require-external";

type Input = InputOf<"importKeyMaterial">;

export const importKeyMaterial: KeyUseCase<"importKeyMaterial"> = {
  subject: "key",
  usesMaterial: true,
  subjectOf: byKey,
  refuse: (_input, _tools, key) => refuseUnlessExternal(key),
  async run(input, context) {
    const { key, hsm, now } = context;
    requireFields(input, key);
    const expiresAt = expiryOf(input, key, now());
    const token = requireToken(input, context);
    const imported = await hsm.importMaterial(toBinding(key, key.primaryVersion), token, {
      algorithm: token.algorithm,
      material: input.encryptedMaterial,
      privateKey: input.encryptedPrivateKey ?? null,
    });
    await context.commit(
      (tx) => storeMaterial(tx, key, imported, expiresAt),
      () => ({
        details: {
          state: TRANSITIONS.importMaterial.to,
          wrappingAlgorithm: token.algorithm,
          ...(expiresAt && { expiresAt: expiresAt.toISOString() }),
        },
      }),
    );
  },
};

function requireFields({ encryptedPrivateKey: privateKey }: Input, { spec }: Key): void {
  if (isKeyPair(spec) && privateKey === undefined) throw new KmsError("privateKeyMissing", { field: "encryptedPrivateKey" });
  if (isKeyPair(spec) || privateKey === undefined) return;
  const message = `A key of ${spec} has no private key: send the key itself in encrypted_key_material.`;
  throw new KmsError("parameterInvalid", { field: "encryptedPrivateKey", message });
}

/** When the material expires; null for never. Material of key pairs never does (design §12). */
function expiryOf({ expiresAt }: Input, { spec }: Key, now: Date): Date | null {
  if (expiresAt === undefined) return null;
  if (isKeyPair(spec)) {
    const message = "The key material of an RSA or EC key cannot expire: leave expiration_time away.";
    throw new KmsError("parameterInvalid", { field: "expiresAt", message });
  }
  if (expiresAt <= now) throw new KmsError("materialExpiryInvalid", { field: "expiresAt" });
  return expiresAt;
}

function requireToken({ importToken }: Input, { hsm, key, now }: SubjectContext): ImportToken {
  const token = openToken(importToken, key.projectId, (data, mac) => hsm.isAuthentic(data, mac));
  if (token === null) throw new KmsError("importTokenInvalid", { field: "importToken" });
  if (token.keyId !== key.id) throw new KmsError("importTokenOfAnotherKey", { field: "importToken" });
  if (token.expiresAt <= now()) throw new KmsError("importTokenExpired", { field: "importToken" });
  return token;
}
