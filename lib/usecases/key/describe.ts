/** Shows one key. Invariant: what is shown was read for this very call. */
import { toKeyView } from "#lib/domain/key-view";
import { isShadowRunning } from "#lib/domain/use/shadow-disable";
import { realmOfKey } from "../realm";
import { byKey, type KeyUseCase } from "../use-case";

export const describeKey: KeyUseCase<"describeKey"> = {
  subject: "key",
  subjectOf: byKey,
  async run(_input, { store, caller, key, shadow, now }) {
    const realm = await realmOfKey(store, caller, key);
    return isShadowRunning(shadow, now()) ? toKeyView(key, realm, shadow) : toKeyView(key, realm);
  },
};
