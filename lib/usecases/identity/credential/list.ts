/** Lists access keys of the caller's account. */
import { KmsError } from "#lib/domain/errors";
import { hasUser, listAccessKeys as listRows } from "#lib/store/identity/access-keys";
import type { ProjectUseCase } from "../../use-case";
import { toWire } from "./to-wire";

export const listAccessKeys: ProjectUseCase<"listAccessKeys"> = {
  subject: "account",
  async run({ user_id: userId }, { store, caller }) {
    const rows = await listRows(store, caller.accountId, userId);
    // Another account's user must look like one that does not exist.
    if (rows.length === 0 && userId !== undefined && !(await hasUser(store, caller.accountId, userId))) {
      throw new KmsError("identityNotFound");
    }
    return { credentials: rows.map(toWire) };
  },
};
