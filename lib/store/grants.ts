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

/** The largest number of grants on any one key of the project; 0 where there is none. */
export async function maxGrantsOnAnyKey(store: Store, projectId: string): Promise<number> {
  const [row] = await store.prisma.$queryRaw<{ count: number }[]>`select coalesce(max(count), 0)::int as count
    from (select count(*) from cmk_grant g join cmk k on k.id = g.key_id where k.project_id = ${projectId} group by g.key_id) counted`;
  return row?.count ?? 0;
}
