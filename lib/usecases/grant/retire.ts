/**
 * Gives a grant up: by its issuer, its retiring principal, or a grantee that it lets (guide Table 2-13). Who may has been
 * decided from that very grant. Invariant: no cascade.
 */
import { deleteGrant } from "#lib/store/keys/grants";
import { byKey, type KeyUseCase } from "../use-case";
import { toGrantNote } from "./grant-note";

export const retireGrant: KeyUseCase<"retireGrant"> = {
  subject: "key",
  subjectOf: byKey,
  async run(input, context) {
    await context.commit((tx) => deleteGrant(tx, context.key, input.grantId), toGrantNote);
  },
};
