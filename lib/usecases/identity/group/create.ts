/** Creates a group in the caller's account. */
import { newHexId } from "#lib/domain/ids";
import { insertGroup } from "#lib/store/identity/groups";
import type { ProjectUseCase } from "../../use-case";
import { requireOwnAccount } from "../own-account";

export const createGroup: ProjectUseCase<"createGroup"> = {
  subject: "account",
  async run({ name, description = "", accountId }, { caller, now, commit }) {
    requireOwnAccount(caller, accountId);
    const group = { id: newHexId(), accountId: caller.accountId, name, description, createdAt: now() };
    await commit(
      (tx) => insertGroup(tx, group),
      () => ({ resourceId: group.id, alias: name, details: { name, description } }),
    );
    return { group };
  },
};
