/** Shows one key. Invariant: what is shown was read for this very call. */
import { toKeyDetails } from "#lib/operations/key-details";
import { realmOf } from "../realm";
import { byKeyId, type KeyUseCase } from "../use-case";

export const describeKey: KeyUseCase<"describeKey"> = {
  subject: "key",
  subjectOf: byKeyId,
  run: (_input, context) => ({ key_info: toKeyDetails(context.key, realmOf(context.caller)) }),
};
