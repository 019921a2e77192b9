/** Names the users of the caller's account and the account itself. Invariant: of other accounts nothing is told, not even what exists. */
import type { OutputOf } from "#lib/operations/catalog";
import { findUsersOfAccount } from "#lib/store/keys/key-access";
import type { ProjectUseCase } from "../use-case";

type Principal = OutputOf<"describePrincipals">["principals"][number];

export const describePrincipals: ProjectUseCase<"describePrincipals"> = {
  subject: "project",
  async run({ ids }, { store, caller }) {
    const { accountId, accountName } = caller;
    const users = await findUsersOfAccount(store, accountId, ids);
    return { principals: [...new Set(ids)].flatMap((id) => toPrincipal(id, users.get(id))) };

    function toPrincipal(id: string, user: { name: string; enabled: boolean } | undefined): Principal[] {
      if (user !== undefined) return [{ id, type: "user", account_name: accountName, ...user }];
      return id === accountId ? [{ id, type: "domain", name: accountName, account_name: accountName, enabled: true }] : [];
    }
  },
};
