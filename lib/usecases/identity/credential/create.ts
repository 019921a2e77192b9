/**
 * Creates an access key for a user of the caller's account. Invariant: the secret leaves in this answer only; at rest it is
 * sealed, and traces name the access key alone.
 */
import { ACCESS_KEYS_PER_USER } from "#lib/iam/access-key";
import { insertAccessKey } from "#lib/store/identity/access-keys";
import type { ProjectUseCase } from "../../use-case";
import { makeAccessKey } from "./new-access-key";
import { toWire } from "./to-wire";

export const createAccessKey: ProjectUseCase<"createAccessKey"> = {
  subject: "account",
  async run({ credential }, context) {
    const of = { userId: credential.user_id, description: credential.description ?? "", createdAt: context.now() };
    const { row, secret } = makeAccessKey(context.hsm, of);
    await context.commit(
      (tx) => insertAccessKey(tx, context.caller.accountId, row, ACCESS_KEYS_PER_USER),
      () => ({ resourceId: row.access, details: { userId: row.userId } }),
    );
    return { credential: { ...toWire(row), secret } };
  },
};
