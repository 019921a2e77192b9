/** Creates a project, whose name tells its region (api-reference §1.6). */
import { KmsError } from "#lib/domain/errors";
import { isProjectName } from "#lib/domain/identity";
import { newHexId } from "#lib/domain/ids";
import { insertProject } from "#lib/store/identity/projects";
import { toProjectReply } from "../../identity-reply";
import type { ProjectUseCase } from "../../use-case";
import { requireOwnAccount } from "../own-account";

export const createProject: ProjectUseCase<"createProject"> = {
  subject: "account",
  async run({ project: wanted }, { caller, now, region, apiUrl, commit }) {
    // Keystone's parent of a project without one is its account.
    requireOwnAccount(caller, wanted.domain_id, wanted.parent_id);
    if (!isProjectName(wanted.name, region)) {
      throw new KmsError("projectNameInvalid", {
        field: "project.name",
        message: `A project is called ${region}, or ${region}_ and letters, digits, underscores or hyphens; 64 characters at most.`,
      });
    }
    const project = { id: newHexId(), accountId: caller.accountId, name: wanted.name, description: wanted.description ?? "" };
    await commit(
      (tx) => insertProject(tx, { ...project, createdAt: now() }),
      () => ({ resourceId: project.id, details: { name: project.name } }),
    );
    return { project: toProjectReply(project, apiUrl) };
  },
};
