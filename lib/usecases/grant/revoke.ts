/** Takes a grant back, from the owner's side. Invariant: once answered, no call that starts later rests on it; no cascade (guide §2.8.3). */
import { deleteGrant } from "#lib/store/keys/grants";
import { byKey, type KeyUseCase } from "../use-case";
import { toGrantNote } from "./grant-note";

export const revokeGrant: KeyUseCase<"revokeGrant"> = {
  subject: "key",
  subjectOf: byKey,
  async run(input, context) {
    await context.commit((tx) => deleteGrant(tx, context.key, input.grantId), toGrantNote);
  },
};
