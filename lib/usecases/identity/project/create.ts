/** Creates a project, whose name tells its region. */
import { KmsError } from "#lib/domain/errors";
import { newHexId } from "#lib/domain/ids";
import { getProject, insertProject } from "#lib/store/identity/projects";
import type { ProjectUseCase } from "../../use-case";
import { requireOwnAccount } from "../own-account";
import { requireProjectName } from "./project-name";

export const createProject: ProjectUseCase<"createProject"> = {
  subject: "account",
  async run({ name, description = "", accountId, parentId }, { store, caller, now, region, commit }) {
    requireOwnAccount(caller, accountId);
    // A parent is the region's own project, or the account, which clients say for the same.
    if (parentId !== undefined && parentId !== caller.accountId) {
      const parent = await getProject(store, caller.accountId, parentId);
      if (parent.name !== region) throw new KmsError("identityNotFound");
    }
    requireProjectName(name, region);
    const project = await commit(
      (tx) => insertProject(tx, { id: newHexId(), accountId: caller.accountId, name, description, isEnabled: true, createdAt: now() }),
      (made) => ({ resourceId: made.id, alias: name, details: { name, description, enabled: true } }),
    );
    return { project };
  },
};
