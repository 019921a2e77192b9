/** Creates a project, whose name tells its region (api-reference §1.6). */
import { KmsError } from "#lib/domain/errors";
import { isProjectName } from "#lib/domain/identity/identity-rules";
import { newHexId } from "#lib/domain/ids";
import { insertProject } from "#lib/store/identity/projects";
import type { ProjectUseCase } from "../../use-case";
import { requireOwnAccount } from "../own-account";

export const createProject: ProjectUseCase<"createProject"> = {
  subject: "account",
  async run({ name, description = "", accountId, parentId }, { caller, now, region, commit }) {
    requireOwnAccount(caller, accountId, parentId);
    if (!isProjectName(name, region)) {
      throw new KmsError("projectNameInvalid", {
        field: "name",
        message: `A project is called ${region}, or ${region}_ and letters, digits, underscores or hyphens; 64 characters at most.`,
      });
    }
    const project = { id: newHexId(), accountId: caller.accountId, name, description };
    await commit(
      (tx) => insertProject(tx, { ...project, createdAt: now() }),
      () => ({ resourceId: project.id, details: { name } }),
    );
    return { project };
  },
};
