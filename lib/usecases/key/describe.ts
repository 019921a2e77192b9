/** Shows one key. Invariant: what is shown was read for this very call. */
import { toKeyDetails } from "#lib/wire/kms/key-details";
import { realmOfKey } from "../realm";
import { byKeyId, type KeyUseCase } from "../use-case";

export const describeKey: KeyUseCase<"describeKey"> = {
  subject: "key",
  subjectOf: byKeyId,
  run: async (_input, { store, caller, key }) => ({ key_info: toKeyDetails(key, await realmOfKey(store, caller, key)) }),
};
