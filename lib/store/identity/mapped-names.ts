/** Who and what is called as an identity provider says, in one account: by exact names, since a name that only looks like another is another. */
import { toNameSkeleton } from "#lib/domain/identity/name-skeleton";
import type { Store } from "../open";

type Db = Pick<Store, "prisma">;

export type NamedUser = {
  readonly id: string;
  readonly name: string;
  readonly isEnabled: boolean;
  /** Whether it is a cloud service, and nobody at all. */
  readonly isService: boolean;
  readonly isSecondFactorRequired: boolean;
};

export async function findNamedUser({ prisma }: Db, accountId: string, name: string): Promise<NamedUser | null> {
  const user = await prisma.user.findUnique({
    where: { accountId_name: { accountId, name } },
    select: { id: true, name: true, enabled: true, service: true, secondFactorRequired: true },
  });
  if (user === null) return null;
  const { id, enabled: isEnabled, service, secondFactorRequired } = user;
  return { id, name: user.name, isEnabled, isService: service !== null, isSecondFactorRequired: secondFactorRequired === true };
}

/** The groups of these names that there are, by name. */
export function findGroupsByName({ prisma }: Db, accountId: string, names: readonly string[]): Promise<{ id: string; name: string }[]> {
  return prisma.group.findMany({
    where: { accountId, name: { in: [...names] } },
    select: { id: true, name: true },
    orderBy: { name: "asc" },
  });
}

/** Whether somebody who is called so could be taken for a user of the account. */
export async function isLikeUserName({ prisma }: Db, accountId: string, name: string): Promise<boolean> {
  const skeleton = toNameSkeleton(name);
  if ((await prisma.user.count({ where: { accountId, OR: [{ name }, { nameSkeleton: skeleton }] } })) > 0) return true;
  // Users of whom nobody has asked yet what their names look like.
  const unknown = await prisma.user.findMany({ where: { accountId, nameSkeleton: null }, select: { name: true } });
  return unknown.some((user) => toNameSkeleton(user.name) === skeleton);
}
