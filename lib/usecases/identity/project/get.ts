/** Shows a project of the caller's account. */
import { getProject as getStoredProject } from "#lib/store/identity/projects";
import type { ProjectUseCase } from "../../use-case";

export const getProject: ProjectUseCase<"getProject"> = {
  subject: "account",
  run: async ({ projectId }, { store, caller }) => ({ project: await getStoredProject(store, caller.accountId, projectId) }),
};
