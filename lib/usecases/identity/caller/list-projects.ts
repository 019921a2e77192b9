/** Lists the projects in which the caller holds a role; for a cloud service, all of its account. */
import { groupsHolder } from "#lib/store/identity/groups";
import { listProjectsOfService, listProjectsOfUser } from "#lib/store/identity/projects";
import type { ProjectUseCase } from "../../use-case";

export const listOwnProjects: ProjectUseCase<"listOwnProjects"> = {
  subject: "account",
  async run(_input, { store, caller }) {
    const { service, accountId } = caller;
    if (service !== null) return { projects: await listProjectsOfService(store, accountId) };
    return { projects: await listProjectsOfUser(store, await groupsHolder(store.prisma, caller)) };
  },
};
