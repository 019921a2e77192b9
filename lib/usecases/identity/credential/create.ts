/**
 * Creates an access key for a user of the caller's account. Invariant: the secret leaves in this answer only; at rest it is
 * sealed, and traces name the access key alone.
 */
import { insertAccessKey } from "#lib/store/identity/access-keys";
import type { ProjectUseCase } from "../../use-case";
import { accessKeyDetails } from "./access-key-details";
import { makeAccessKey } from "./new-access-key";

export const createAccessKey: ProjectUseCase<"createAccessKey"> = {
  subject: "account",
  async run({ userId, description = "", projectId = null }, context) {
    const of = { userId, description, projectId, createdAt: context.now() };
    const { accessKey, sealedSecret, secret } = makeAccessKey(context.hsm, of);
    await context.commit(
      (tx) => insertAccessKey(tx, context.caller.accountId, { ...accessKey, sealedSecret }, context.quota.accessKeys),
      () => ({ resourceId: accessKey.access, details: accessKeyDetails(accessKey, sealedSecret) }),
    );
    return { accessKey: { ...accessKey, secret } };
  },
};
