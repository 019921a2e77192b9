/** Lists the caller's account, where it is called as asked. */
import type { ProjectUseCase } from "../../use-case";

export const listOwnAccounts: ProjectUseCase<"listOwnAccounts"> = {
  subject: "account",
  run({ name }, { caller }) {
    const isAsked = name === undefined || name === caller.accountName;
    return { accounts: isAsked ? [{ id: caller.accountId, name: caller.accountName }] : [] };
  },
};
