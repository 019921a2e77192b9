/** Whether a user must show a second factor at the console. */
import { KmsError } from "#lib/domain/errors";
import {
  getSecondFactorRequired as getRow,
  listSecondFactorsRequired as listRows,
  setSecondFactorRequired as setRow,
} from "#lib/store/identity/second-factors";
import type { ProjectUseCase } from "../../use-case";

export const getSecondFactorRequired: ProjectUseCase<"getSecondFactorRequired"> = {
  subject: "account",
  async run({ userId }, { store, caller }) {
    const isRequired = await getRow(store, caller.accountId, userId);
    // Clients tell the two apart (iam-reference §1).
    if (isRequired === null) throw new KmsError("identityNotFound", { message: "It was never said whether a second factor is required." });
    return { userId, isRequired };
  },
};

export const listSecondFactorsRequired: ProjectUseCase<"listSecondFactorsRequired"> = {
  subject: "account",
  run: async (_input, { store, caller }) => ({ required: await listRows(store, caller.accountId) }),
};

export const setSecondFactorRequired: ProjectUseCase<"setSecondFactorRequired"> = {
  subject: "account",
  async run({ userId, isRequired }, { caller, commit }) {
    await commit(
      (tx) => setRow(tx, caller.accountId, userId, isRequired),
      () => ({ resourceId: userId, details: { isRequired } }),
    );
    return { userId, isRequired };
  },
};
