/** Creates a user, who may do nothing before a group gives a role (design §8). */
import { newHexId } from "#lib/domain/ids";
import { insertUser } from "#lib/store/identity/users";
import { toUserReply } from "../../identity-reply";
import type { ProjectUseCase } from "../../use-case";
import { requireOwnAccount } from "../own-account";
import { hashNewPassword } from "./new-password";

export const createUser: ProjectUseCase<"createUser"> = {
  subject: "account",
  async run({ user: wanted }, context) {
    const { caller, now, apiUrl, commit } = context;
    requireOwnAccount(caller, wanted.domain_id);
    const user = {
      id: newHexId(),
      accountId: caller.accountId,
      name: wanted.name,
      enabled: wanted.enabled ?? true,
      description: wanted.description ?? "",
    };
    // No hash fits any password, so such a user signs requests with access keys only.
    const passwordHash = wanted.password === undefined ? "" : await hashNewPassword(context, wanted.password, wanted.name);
    await commit(
      (tx) => insertUser(tx, { ...user, passwordHash, createdAt: now() }),
      () => ({ resourceId: user.id, details: { name: user.name, enabled: user.enabled } }),
    );
    return { user: toUserReply(user, apiUrl) };
  },
};
