/**
 * Creates an access key for a user of the caller's account. Invariant: the secret leaves in this answer only; at rest it is
 * sealed, and traces name the access key alone.
 */
import { ACCESS_KEYS_PER_USER } from "#lib/iam/access-key";
import { insertAccessKey } from "#lib/store/identity/access-keys";
import type { ProjectUseCase } from "../../use-case";
import { makeAccessKey } from "./new-access-key";

export const createAccessKey: ProjectUseCase<"createAccessKey"> = {
  subject: "account",
  async run({ userId, description = "" }, context) {
    const { accessKey, sealedSecret, secret } = makeAccessKey(context.hsm, { userId, description, createdAt: context.now() });
    await context.commit(
      (tx) => insertAccessKey(tx, context.caller.accountId, { ...accessKey, sealedSecret }, ACCESS_KEYS_PER_USER),
      () => ({ resourceId: accessKey.access, details: { userId } }),
    );
    return { accessKey: { ...accessKey, secret } };
  },
};
