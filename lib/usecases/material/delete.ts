/** Destroys imported material; in force for every later call on every worker, since a call reads its key's row (guide §2.3.3). */
import { KmsError } from "#lib/domain/errors";
import { isKeyPair } from "#lib/domain/key-spec";
import { TRANSITIONS } from "#lib/domain/key-state";
import { deleteMaterial } from "#lib/store/keys/material";
import { byKey, type KeyUseCase } from "../use-case";
import { refuseUnlessExternal } from "./require-external";

export const deleteImportedKeyMaterial: KeyUseCase<"deleteImportedKeyMaterial"> = {
  subject: "key",
  subjectOf: byKey,
  refuse: (_input, _tools, key) =>
    refuseUnlessExternal(key) ?? (key !== null && isKeyPair(key.spec) ? new KmsError("pairMaterialNotDeletable") : null),
  async run(_input, context) {
    await context.commit(
      (tx) => deleteMaterial(tx, context.key),
      () => ({ details: { state: TRANSITIONS.deleteMaterial.to } }),
    );
  },
};
