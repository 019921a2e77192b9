/** Lists and shows the policies of the account. */
import { getPolicy as getStoredPolicy, listPolicies as listStoredPolicies } from "#lib/store/identity/policies";
import type { ProjectUseCase } from "../../use-case";

export const listPolicies: ProjectUseCase<"listPolicies"> = {
  subject: "account",
  async run({ displayName, page, perPage }, { store, caller }) {
    const all = await listStoredPolicies(store, caller.accountId);
    const found = all.filter((policy) => policy.displayName === (displayName ?? policy.displayName));
    const isPaged = page !== undefined && perPage !== undefined;
    return { policies: isPaged ? found.slice((page - 1) * perPage, page * perPage) : found, total: found.length };
  },
};

export const getPolicy: ProjectUseCase<"getPolicy"> = {
  subject: "account",
  run: async ({ policyId }, { store, caller }) => ({ policy: await getStoredPolicy(store, caller.accountId, policyId) }),
};
