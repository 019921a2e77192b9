/** Deletes an access key for good. */
import { deleteAccessKey as deleteRow } from "#lib/store/identity/access-keys";
import type { ProjectUseCase } from "../../use-case";

export const deleteAccessKey: ProjectUseCase<"deleteAccessKey"> = {
  subject: "account",
  async run({ access }, context) {
    await context.commit(
      (tx) => deleteRow(tx, context.caller.accountId, access),
      (userId) => ({ details: { userId } }),
    );
  },
};
