/**
 * Creates a grant. Invariants: who comes by a grant passes on no more than it holds at the moment of the commit, and never to
 * itself or its own account, since that would outlive the revocation of what it came by; a key never has more grants than its
 * quota, nor more by grantees' hands than their share of it, however many are made at once.
 */

import { KmsError } from "#lib/domain/errors";
import { findAllowing, type Grant, type GrantOperation, type HeldGrant, lackingToPassOn } from "#lib/domain/grant";
import type { Caller } from "#lib/domain/identity/caller";
import { newGrantId } from "#lib/domain/ids";
import type { InputOf } from "#lib/operations/catalog";
import { insertGrant, isPrincipalKnown } from "#lib/store/keys/grants";
import { byKey, type KeyUseCase, type SubjectContext } from "../use-case";
import { toGrantNote } from "./grant-note";

export const createGrant: KeyUseCase<"createGrant"> = {
  subject: "key",
  subjectOf: byKey,
  async run(input, context) {
    const { caller, key, isPermittedByRole } = context;
    if (!isPermittedByRole) requireOther(caller, input.grantee);
    const grant = toNewGrant(input, context);
    const { isKnown } = await context.commit(
      async (tx) => ({
        usedGrantId: await insertGrant(tx, key, grant, context.quota.grants, caller, (held) =>
          isPermittedByRole ? undefined : requireHeld(held, grant.operations),
        ),
        isKnown: await isPrincipalKnown(tx, grant),
      }),
      ({ usedGrantId }) => ({ ...toGrantNote(grant), ...(usedGrantId !== undefined && { grantId: usedGrantId }) }),
    );
    return { grantId: grant.id, isGranteeKnown: isKnown };
  },
};

function requireOther(caller: Caller, grantee: string): void {
  if (grantee !== caller.userId && grantee !== caller.accountId) return;
  throw new KmsError("principalInvalid", {
    field: "grantee",
    message: "A grantee cannot create a grant for itself or its own account.",
  });
}

/** @returns ID of the grant that lets the caller pass operations on */
function requireHeld(held: readonly HeldGrant[], operations: readonly GrantOperation[]): string {
  const allowing = findAllowing(held, "create-grant");
  const lacking = lackingToPassOn(held, operations);
  if (allowing !== null && lacking.length === 0) return allowing.id;
  throw new KmsError("notPermitted", {
    message: `A grantee can pass on only the operations that it holds. Not held: ${lacking.join(", ")}.`,
  });
}

function toNewGrant(input: InputOf<"createGrant">, { caller, key, now, isPermittedByRole }: SubjectContext): Grant {
  return {
    id: newGrantId(),
    keyId: key.id,
    name: input.name ?? "",
    grantee: input.grantee,
    granteeType: input.granteeType ?? "user",
    operations: input.operations,
    issuer: caller.userId,
    retiringPrincipal: input.retiringPrincipal ?? "",
    createdAt: now(),
    byGrantee: !isPermittedByRole,
  };
}
