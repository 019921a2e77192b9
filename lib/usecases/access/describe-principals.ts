/** Names the users of the caller's account and the account itself. Invariant: of other accounts nothing is told, not even what exists. */
import type { Principal } from "#lib/operations/access-operations";
import { findUsersOfAccount } from "#lib/store/keys/key-access";
import type { ProjectUseCase } from "../use-case";

export const describePrincipals: ProjectUseCase<"describePrincipals"> = {
  subject: "project",
  async run({ ids }, { store, caller }) {
    const { accountId, accountName } = caller;
    const users = await findUsersOfAccount(store, accountId, ids);
    return { principals: [...new Set(ids)].flatMap((id) => toPrincipal(id, users.get(id))) };

    function toPrincipal(id: string, user: { name: string; enabled: boolean } | undefined): Principal[] {
      if (user !== undefined) return [{ id, type: "user", accountName, ...user }];
      return id === accountId ? [{ id, type: "domain", name: accountName, accountName, enabled: true }] : [];
    }
  },
};
