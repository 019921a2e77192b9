/**
 * Which names of users are taken. Invariant: nobody gets a name that looks like that of another user of the account, whoever asks at the
 * same time; users who look alike already, from before there was this rule, stay as they are.
 */
import { KmsError } from "#lib/domain/errors";
import { toNameSkeleton } from "#lib/domain/identity/name-skeleton";
import type { Transaction } from "../database/transaction";
import { holdNames } from "./distinct-name";

/**
 * Holds the account until the end of the transaction, so that two who take names follow each other.
 * @param userId whose name it is to be; what that user is called so far takes nothing
 * @returns what the name looks like, to be stored with it
 * @throws KmsError `identityTaken`
 */
export async function takeUserName(tx: Transaction, accountId: string, name: string, userId: string): Promise<string> {
  await holdNames(tx, accountId);
  await fillSkeletons(tx, accountId);
  const nameSkeleton = toNameSkeleton(name);
  const others = await tx.user.findMany({ where: { accountId, nameSkeleton, id: { not: userId } }, select: { name: true } });
  if (others.length === 0) return nameSkeleton;
  // Of those who look alike from before, one may say its own name again.
  const own = await tx.user.findFirst({ where: { id: userId, accountId }, select: { name: true } });
  if (own?.name === name) return nameSkeleton;
  if (others.some((other) => other.name === name)) throw new KmsError("identityTaken", { field: "name" });
  throw new KmsError("identityTaken", { field: "name", message: "The name looks like that of another user of this account." });
}

/** What users from before this rule, and those whom an instance of the version before makes meanwhile, look like. */
async function fillSkeletons(tx: Transaction, accountId: string): Promise<void> {
  const unknown = await tx.user.findMany({ where: { accountId, nameSkeleton: null }, select: { id: true, name: true } });
  if (unknown.length === 0) return;
  const [ids, skeletons] = [unknown.map(({ id }) => id), unknown.map(({ name }) => toNameSkeleton(name))];
  await tx.$executeRaw`update iam_user u set name_skeleton = found.skeleton
    from unnest(${ids}::text[], ${skeletons}::text[]) as found (id, skeleton) where u.id = found.id`;
}
