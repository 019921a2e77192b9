/** Lists access keys of the caller's account. */
import { KmsError } from "#lib/domain/errors";
import { hasUser, listAccessKeys as listRows } from "#lib/store/identity/access-keys";
import type { ProjectUseCase } from "../../use-case";

export const listAccessKeys: ProjectUseCase<"listAccessKeys"> = {
  subject: "account",
  async run({ userId }, { store, caller }) {
    const accessKeys = await listRows(store, caller.accountId, userId);
    // Another account's user must look like one that does not exist.
    if (accessKeys.length === 0 && userId !== undefined && !(await hasUser(store, caller.accountId, userId))) {
      throw new KmsError("identityNotFound");
    }
    return { accessKeys };
  },
};
