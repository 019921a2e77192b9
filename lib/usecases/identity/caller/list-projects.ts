/** Lists the projects in which the caller holds a role. */
import { groupsHolder } from "#lib/store/identity/groups";
import { listProjectsOfUser } from "#lib/store/identity/projects";
import type { ProjectUseCase } from "../../use-case";

export const listOwnProjects: ProjectUseCase<"listOwnProjects"> = {
  subject: "account",
  async run(_input, { store, caller }) {
    return { projects: await listProjectsOfUser(store, await groupsHolder(store.prisma, caller)) };
  },
};
