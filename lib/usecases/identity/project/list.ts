/** Lists projects: those in which the caller holds a role, or all of the account for whoever administers it. */
import { can } from "#lib/domain/identity/permission";
import { listProjectsOfUser } from "#lib/store/identity/identities";
import { listProjectsOfAccount } from "#lib/store/identity/projects";
import type { ProjectUseCase } from "../../use-case";
import { requireOwnAccount } from "../own-account";

export const listProjects: ProjectUseCase<"listProjects"> = {
  subject: "account",
  async run({ name, accountId }, { store, caller }) {
    requireOwnAccount(caller, accountId);
    const visible = can(caller.accountRoles, "iam:projects:list")
      ? await listProjectsOfAccount(store, caller.accountId)
      : await listProjectsOfUser(store, caller.userId);
    return { projects: visible.filter((project) => name === undefined || project.name === name) };
  },
};
