/** Lists what a user holds, where, and by which group. */
import { listHeldByUser } from "#lib/store/identity/held-by-user";
import { getUser } from "#lib/store/identity/users";
import type { ProjectUseCase } from "../../use-case";

export const listPoliciesOfUser: ProjectUseCase<"listPoliciesOfUser"> = {
  subject: "account",
  async run({ userId }, { store, caller }) {
    await getUser(store, caller.accountId, userId);
    return { userId, held: await listHeldByUser(store, userId) };
  },
};
