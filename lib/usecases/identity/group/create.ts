/** Creates a group in the caller's account. */
import { newHexId } from "#lib/domain/ids";
import { insertGroup } from "#lib/store/identity/groups";
import { toGroupReply } from "../../identity-reply";
import type { ProjectUseCase } from "../../use-case";
import { requireOwnAccount } from "../own-account";

export const createGroup: ProjectUseCase<"createGroup"> = {
  subject: "account",
  async run({ group: wanted }, { caller, now, apiUrl, commit }) {
    requireOwnAccount(caller, wanted.domain_id);
    const group = { id: newHexId(), accountId: caller.accountId, name: wanted.name, description: wanted.description ?? "" };
    await commit(
      (tx) => insertGroup(tx, { ...group, createdAt: now() }),
      () => ({ resourceId: group.id, details: { name: group.name } }),
    );
    return { group: toGroupReply(group, apiUrl) };
  },
};
