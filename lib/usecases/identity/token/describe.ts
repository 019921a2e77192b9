/** Shows a token of one's own: whose it is, for what, and until when. */
import type { ProjectUseCase } from "../../use-case";
import { requireOwnToken } from "./own-token";
import { toTokenView } from "./token-view";

export const describeToken: ProjectUseCase<"describeToken"> = {
  subject: "account",
  async run({ subject }, context) {
    return toTokenView(context.store, await requireOwnToken(context, subject));
  },
};
