/**
 * Changes name or description of a project, or whether anybody may work in it; that counts for the next call of everybody, on every
 * instance. Invariant: its name keeps telling the region, and the region's own project keeps its name.
 */
import { KmsError } from "#lib/domain/errors";
import { getProject as getStoredProject, updateProject as updateStoredProject } from "#lib/store/identity/projects";
import type { ProjectUseCase } from "../../use-case";
import { requireProjectName } from "./project-name";

export const updateProject: ProjectUseCase<"updateProject"> = {
  subject: "account",
  async run({ projectId: id, name, description, isEnabled }, { store, caller, region, commit }) {
    const before = await getStoredProject(store, caller.accountId, id);
    if (name !== undefined && name !== before.name) {
      requireProjectName(name, region);
      if (before.name === region) {
        throw new KmsError("projectNameInvalid", {
          field: "name",
          message: "The region's own project keeps its name, by which clients find it.",
        });
      }
    }
    const change = {
      ...(name !== undefined && { name }),
      ...(description !== undefined && { description }),
      ...(isEnabled !== undefined && { isEnabled }),
    };
    // Nothing to change is no mistake: clients send it, and its trace says what is.
    const isChange = Object.keys(change).length > 0;
    const project = await commit(
      (tx) => (isChange ? updateStoredProject(tx, caller.accountId, id, change) : getStoredProject({ prisma: tx }, caller.accountId, id)),
      (after) => ({
        resourceId: id,
        alias: after.name,
        details: { name: after.name, description: after.description, enabled: after.isEnabled },
      }),
    );
    return { project };
  },
};
