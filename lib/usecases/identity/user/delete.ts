/** Deletes a user with all tokens and access keys; grants made out to it stay with their keys, and nobody can use them. */
import { KmsError } from "#lib/domain/errors";
import { changeAdministration } from "#lib/store/identity/administrators";
import { deleteUser as deleteStoredUser } from "#lib/store/identity/users";
import type { ProjectUseCase } from "../../use-case";

export const deleteUser: ProjectUseCase<"deleteUser"> = {
  subject: "account",
  async run({ userId: id }, { caller, commit }) {
    if (id === caller.userId) throw new KmsError("identityProtected");
    await commit(
      (tx) => changeAdministration(tx, caller, () => deleteStoredUser(tx, caller.accountId, id)),
      ({ name }) => ({ resourceId: id, alias: name, details: { name } }),
    );
  },
};
