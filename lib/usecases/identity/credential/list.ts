/** Lists the access keys of a user of the caller's account: of the caller, unless another one is named. */
import { KmsError } from "#lib/domain/errors";
import { hasUser, listAccessKeys as listRows } from "#lib/store/identity/access-keys";
import type { ProjectUseCase } from "../../use-case";

export const listAccessKeys: ProjectUseCase<"listAccessKeys"> = {
  subject: "account",
  async run({ userId }, { store, caller, quota }) {
    const accessKeys = await listRows(store, caller.accountId, userId ?? caller.userId);
    // Another account's user must look like one that does not exist.
    if (accessKeys.length === 0 && userId !== undefined && !(await hasUser(store, caller.accountId, userId))) {
      throw new KmsError("identityNotFound");
    }
    return { accessKeys, quota: quota.accessKeys };
  },
};
