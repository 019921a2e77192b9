/** Creates a user, who may do nothing before a group gives a role (design §8). */
import { newHexId } from "#lib/domain/ids";
import { insertUser } from "#lib/store/identity/users";
import type { ProjectUseCase } from "../../use-case";
import { requireOwnAccount } from "../own-account";
import { hashNewPassword } from "./new-password";

export const createUser: ProjectUseCase<"createUser"> = {
  subject: "account",
  async run({ name, password, isEnabled = true, description = "", accountId }, context) {
    const { caller, now, commit } = context;
    requireOwnAccount(caller, accountId);
    const user = { id: newHexId(), accountId: caller.accountId, name, isEnabled, description };
    // No hash fits any password, so such a user signs requests with access keys only.
    const passwordHash = password === undefined ? "" : await hashNewPassword(context, password, name);
    await commit(
      (tx) => insertUser(tx, { ...user, passwordHash, createdAt: now() }),
      () => ({ resourceId: user.id, details: { name, enabled: isEnabled } }),
    );
    return { user };
  },
};
