/** Grants in the database. */
import type { Caller } from "#lib/domain/caller";
import type { Prisma } from "./generated/client";
import type { Store } from "./open";

/** Grants that the caller may retire: as issuer, as retiring principal, or as a grantee that its grant lets. */
export function retirableBy(caller: Pick<Caller, "userId" | "accountId">): Prisma.GrantWhereInput {
  const isGrantee = [
    { grantee: caller.userId, granteeType: "user" },
    { grantee: caller.accountId, granteeType: "domain" },
  ];
  return {
    OR: [
      { issuer: caller.userId },
      { retiringPrincipal: { in: [caller.userId, caller.accountId] } },
      { operations: { has: "retire-grant" }, OR: isGrantee },
    ],
  };
}

/** Whether there is any grant that the caller may retire. */
export async function hasRetirableGrant(store: Store, caller: Pick<Caller, "userId" | "accountId">): Promise<boolean> {
  return (await store.prisma.grant.findFirst({ where: retirableBy(caller), select: { id: true } })) !== null;
}
