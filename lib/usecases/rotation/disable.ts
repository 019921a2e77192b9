/** Ends rotation. Versions and their number stay; a later enabling begins with a period of its own. */
import { rotationOperations } from "#lib/operations/rotation-operations";
import { setRotation } from "#lib/store/keys/rotation";
import { byKey, type KeyUseCase } from "../use-case";
import { refuseUnlessRotatable } from "./require-rotatable";

export const disableKeyRotation: KeyUseCase<"disableKeyRotation"> = {
  subject: "key",
  subjectOf: byKey,
  refuse: (_input, _tools, key) => refuseUnlessRotatable(key),
  async run(_input, { key, commit }) {
    await commit(
      (tx) => setRotation(tx, key, "on", null, rotationOperations.disableKeyRotation.allowedStates),
      () => ({ details: { previousInterval: key.rotationInterval ?? 0 } }),
    );
  },
};
