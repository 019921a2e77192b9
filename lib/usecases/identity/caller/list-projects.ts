/** Lists the projects in which the caller holds a role; for a cloud service, all of its account. */
import { listProjectsOfService, listProjectsOfUser } from "#lib/store/identity/projects";
import type { ProjectUseCase } from "../../use-case";

export const listOwnProjects: ProjectUseCase<"listOwnProjects"> = {
  subject: "account",
  async run(_input, { store, caller }) {
    const { service, accountId, userId } = caller;
    return { projects: await (service === null ? listProjectsOfUser(store, userId) : listProjectsOfService(store, accountId)) };
  },
};
