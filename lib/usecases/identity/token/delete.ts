/** Signs a user out: the token and every token exchanged from it are gone, in one transaction with the trace; with a sign-in's, its session. */
import { deleteToken as deleteStoredToken } from "#lib/store/identity/tokens";
import type { ProjectUseCase } from "../../use-case";
import { requireOwnToken } from "./own-token";

export const deleteToken: ProjectUseCase<"deleteToken"> = {
  subject: "account",
  async run({ subject }, context) {
    const token = await requireOwnToken(context, subject);
    await context.commit(
      (tx) => deleteStoredToken(tx, token, context.now()),
      () => ({
        resourceId: token.userId,
        projectId: token.project?.id ?? null,
        details: { scope: token.scope, session: token.sessionId ?? "", isSessionEnded: token.parentId === null },
      }),
    );
  },
};
