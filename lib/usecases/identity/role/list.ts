/** Lists the system roles, or with an account named the policies that it has made (iam-reference §4). */
import type { Role } from "#lib/domain/identity/account";
import { SYSTEM_POLICIES } from "#lib/domain/policy/system-policies";
import { listPolicies } from "#lib/store/identity/policies";
import type { ProjectUseCase } from "../../use-case";
import { requireOwnAccount } from "../own-account";

export const listRoles: ProjectUseCase<"listRoles"> = {
  subject: "account",
  async run({ name, displayName, accountId }, { store, caller }) {
    requireOwnAccount(caller, accountId);
    const named: { readonly role: Role; readonly names: readonly string[]; readonly shown: string }[] =
      accountId === undefined
        ? SYSTEM_POLICIES.map((system) => ({
            role: { kind: "system", name: system.name },
            names: [system.internalName, system.name],
            shown: system.name,
          }))
        : (await listPolicies(store, accountId)).map((policy) => ({
            role: { kind: "custom", policy },
            names: [policy.name, policy.displayName],
            shown: policy.displayName,
          }));
    const roles = named
      .filter(({ names, shown }) => (name === undefined || names.includes(name)) && shown === (displayName ?? shown))
      .map(({ role }) => role);
    return { roles, total: roles.length };
  },
};
