/** Shows one key. Invariant: what is shown was read for this very call. */
import { toKeyView } from "#lib/domain/key-view";
import { realmOfKey } from "../realm";
import { byKey, type KeyUseCase } from "../use-case";

export const describeKey: KeyUseCase<"describeKey"> = {
  subject: "key",
  subjectOf: byKey,
  run: async (_input, { store, caller, key }) => toKeyView(key, await realmOfKey(store, caller, key)),
};
