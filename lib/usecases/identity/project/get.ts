/** Shows a project of the caller's account. */
import { getProject as getStoredProject } from "#lib/store/identity/projects";
import { toProjectReply } from "../../identity-reply";
import type { ProjectUseCase } from "../../use-case";

export const getProject: ProjectUseCase<"getProject"> = {
  subject: "account",
  run: async ({ project_id }, { store, caller, apiUrl }) => ({
    project: toProjectReply(await getStoredProject(store, caller.accountId, project_id), apiUrl),
  }),
};
