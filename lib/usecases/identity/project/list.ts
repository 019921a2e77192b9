/** Lists projects: those that the caller, or another user, may enter, or all of the account for whoever administers it. */
import { can } from "#lib/domain/policy/decide";
import { policyCallerOf } from "#lib/domain/policy/policy-caller";
import { groupsHolder } from "#lib/store/identity/groups";
import { listProjectsOfAccount, listProjectsOfUser as listStoredProjectsOfUser } from "#lib/store/identity/projects";
import { getUser } from "#lib/store/identity/users";
import type { ProjectUseCase } from "../../use-case";
import { requireOwnAccount } from "../own-account";

export const listProjects: ProjectUseCase<"listProjects"> = {
  subject: "account",
  async run({ name, accountId, parentId, isEnabled, isDomain, page, perPage }, { store, caller, conditions }) {
    requireOwnAccount(caller, accountId);
    if (isDomain === true) return { projects: [] };
    const visible = can(policyCallerOf(caller), { permissions: ["iam:projects:list"] }, null, conditions)
      ? await listProjectsOfAccount(store, caller.accountId)
      : await listStoredProjectsOfUser(store, await groupsHolder(store.prisma, caller));
    const found = visible.filter(
      (project) =>
        project.name === (name ?? project.name) &&
        project.parentId === (parentId ?? project.parentId) &&
        project.isEnabled === (isEnabled ?? project.isEnabled),
    );
    const isPaged = page !== undefined && perPage !== undefined;
    return { projects: isPaged ? found.slice((page - 1) * perPage, page * perPage) : found };
  },
};

export const listProjectsOfUser: ProjectUseCase<"listProjectsOfUser"> = {
  subject: "account",
  async run({ userId, isEnabled }, { store, caller }) {
    await getUser(store, caller.accountId, userId);
    return { userId, projects: await listStoredProjectsOfUser(store, { userId, federatedGroups: null }, isEnabled) };
  },
};
