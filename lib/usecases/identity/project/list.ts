/** Lists projects: those in which the caller holds a role, or all of the account for whoever administers it. */
import { can } from "#lib/domain/permission";
import { listProjectsOfUser } from "#lib/store/identity/identities";
import { listProjectsOfAccount } from "#lib/store/identity/projects";
import { toListLinks, toProjectReply } from "../../identity-reply";
import type { ProjectUseCase } from "../../use-case";
import { requireOwnAccount } from "../own-account";

export const listProjects: ProjectUseCase<"listProjects"> = {
  subject: "account",
  async run({ name, domain_id }, { store, caller, apiUrl }) {
    requireOwnAccount(caller, domain_id);
    const visible = can(caller.accountRoles, "iam:projects:list")
      ? await listProjectsOfAccount(store, caller.accountId)
      : await listProjectsOfUser(store, caller.userId);
    const projects = visible.filter((project) => name === undefined || project.name === name);
    return { projects: projects.map((project) => toProjectReply(project, apiUrl)), links: toListLinks(apiUrl, "/v3/projects") };
  },
};
