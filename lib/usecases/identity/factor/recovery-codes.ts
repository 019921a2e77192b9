/** Recovery codes, which stand in for a lost authenticator. Invariant: they leave in the answer that made them and never again. */
import { KmsError } from "#lib/domain/errors";
import { RECOVERY_CODES } from "#lib/domain/identity/factor";
import { hashRecoveryCode, newRecoveryCode } from "#lib/iam/one-time-code/recovery-code";
import { hasUser } from "#lib/store/identity/access-keys";
import { describeRecoveryCodes, replaceRecoveryCodes } from "#lib/store/identity/one-time-codes";
import { findFactors } from "#lib/store/identity/second-factors";
import type { ProjectUseCase } from "../../use-case";
import { digestOf } from "./seed";

export const createRecoveryCodes: ProjectUseCase<"createRecoveryCodes"> = {
  subject: "account",
  async run({ userId }, { store, hsm, now, commit }) {
    const { hasMfa, hasPasskeys } = await findFactors(store, userId);
    if (!hasMfa && !hasPasskeys) {
      throw new KmsError("identityNotFound", {
        message: "There is no second factor to recover. Set up one-time codes or a passkey first.",
      });
    }
    const recoveryCodes = Array.from({ length: RECOVERY_CODES }, () => newRecoveryCode((length) => hsm.randomBytes(length)));
    const hashes = recoveryCodes.map((code) => hashRecoveryCode(userId, code) as Buffer);
    await commit(
      (tx) => replaceRecoveryCodes(tx, userId, hashes, now()),
      () => ({ resourceId: userId, details: { count: hashes.length, sha256: hashes.map((hash) => digestOf(hash)).join(" ") } }),
    );
    return { recoveryCodes };
  },
};

export const showRecoveryCodes: ProjectUseCase<"showRecoveryCodes"> = {
  subject: "account",
  async run({ userId }, { store, caller }) {
    if (!(await hasUser(store, caller.accountId, userId))) throw new KmsError("identityNotFound");
    return describeRecoveryCodes(store, userId);
  },
};
