/**
 * Grants in the database. Invariant: whatever adds or removes a grant holds the lock on the key's row, so that its grants are
 * counted, passed on and taken back one change after the other.
 */

import { KmsError } from "#lib/domain/errors";
import { GRANT_OPERATION_NAMES, GRANTEE_TYPES, type Grant, grantsForGrantees, type HeldGrant } from "#lib/domain/grant";
import type { Caller } from "#lib/domain/identity/caller";
import type { Key } from "#lib/domain/key";
import { KEY_STATES } from "#lib/domain/key-state";
import type { KeyLimit } from "#lib/domain/policy/key-limit";
import { knownWord } from "../books/altered";
import { openBook, removesFrom } from "../books/change-books";
import { keyBook } from "../books/key-book";
import { inTransaction } from "../database/run-sql";
import { StatementValues } from "../database/statement-values";
import type { Transaction } from "../database/transaction";
import type { Prisma } from "../generated/client";
import { limitConditionOn } from "../key-list/key-limit";
import type { Store } from "../open";
import { lockKey } from "./keys";

type Principal = Pick<Caller, "userId" | "accountId" | "service">;

/** The domain's grant from Prisma's row: the same names, with the closed sets' types. */
function fromModel(row: Prisma.GrantModel): Grant {
  const book = keyBook(row.keyId);
  for (const operation of row.operations) knownWord(GRANT_OPERATION_NAMES, operation, book);
  return { ...(row as Grant), granteeType: knownWord(GRANTEE_TYPES, row.granteeType, book) };
}

/** Grants made out to the user or to its account, which means all of its people and no cloud service. */
function heldBy({ userId, accountId, service }: Principal): Prisma.GrantWhereInput {
  const own: Prisma.GrantWhereInput = { grantee: userId, granteeType: "user" };
  return service === null ? { OR: [own, { grantee: accountId, granteeType: "domain" }] } : own;
}

/** The IDs by which a grant means the caller. */
function namesOf({ userId, accountId, service }: Principal): string[] {
  return service === null ? [userId, accountId] : [userId];
}

/** Grants that the caller may retire: as issuer, as retiring principal, or as a grantee that its grant lets. */
function retirableBy(caller: Principal): Prisma.GrantWhereInput {
  return {
    OR: [
      { issuer: caller.userId },
      { retiringPrincipal: { in: namesOf(caller) } },
      { operations: { has: "retire-grant" }, ...heldBy(caller) },
    ],
  };
}

/** Whether there is any grant that the caller may retire. */
export async function hasRetirableGrant(store: Store, caller: Principal): Promise<boolean> {
  return (await store.prisma.grant.findFirst({ where: retirableBy(caller), select: { id: true } })) !== null;
}

/** The grants of a key that are made out to somebody, oldest first. */
export async function findHeldGrants(store: Store, keyId: string, principal: Principal): Promise<HeldGrant[]> {
  const rows = await store.prisma.grant.findMany({
    where: { keyId, ...heldBy(principal) },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  return rows.map(fromModel).map(({ id, operations }) => ({ id, operations, isGrantee: true, isRetirer: false, isIssuer: false }));
}

type Page = { offset: number; limit: number };

/** One page of a key's grants, newest first, and how many there are in all. */
export function listGrantsOfKey(store: Store, keyId: string, page: Page): Promise<{ grants: Grant[]; total: number }> {
  return listGrants(store, { keyId }, page);
}

/** One page of the grants that the caller may retire, on keys of any project, newest first, and how many there are in all. */
export function listRetirableGrants(store: Store, caller: Principal, page: Page): Promise<{ grants: Grant[]; total: number }> {
  return listGrants(store, retirableBy(caller), page);
}

async function listGrants(store: Store, where: Prisma.GrantWhereInput, page: Page): Promise<{ grants: Grant[]; total: number }> {
  const orderBy: Prisma.GrantOrderByWithRelationInput[] = [{ createdAt: "desc" }, { id: "desc" }];
  const [rows, total] = await Promise.all([
    store.prisma.grant.findMany({ where, orderBy, skip: page.offset, take: page.limit }),
    store.prisma.grant.count({ where }),
  ]);
  return { grants: rows.map(fromModel), total };
}

/** The largest number of grants on any one key of the project; 0 where there is none. */
export async function maxGrantsOnAnyKey(store: Store, projectId: string, limit: KeyLimit | null = null): Promise<number> {
  const values = new StatementValues();
  const inProject = `k.project_id = ${values.add(projectId)}`;
  // The keys in question are looked up for each that has grants, and not for each grant.
  const [row] = await store.list<{ largest: number }>(
    `select coalesce(max(n), 0)::int as largest from (
       select o.key_id, count(*) as n from cmk_grant o where o.key_id in (select k.id from cmk k where ${inProject}) group by o.key_id) counted
     ${limit === null ? "" : `where ${limitConditionOn("counted.key_id", limit, values)}`}`,
    values.all,
  );
  return row?.largest ?? 0;
}

/** Whether a user, or an account, of this ID exists, wherever it belongs. */
export async function isPrincipalKnown(
  tx: Transaction,
  { grantee, granteeType }: Pick<Grant, "grantee" | "granteeType">,
): Promise<boolean> {
  const where = { where: { id: grantee }, select: { id: true } };
  return (granteeType === "user" ? await tx.user.findUnique(where) : await tx.account.findUnique(where)) !== null;
}

/**
 * Inserts a grant on an enabled key, unless the key has as many as it may; what grantees make is counted by itself too.
 * @param permit called under the lock with what the issuer holds on the key at this moment; may throw the refusal
 * @returns what `permit` returned
 * @throws KmsError `keyNotFound`, that of the key's state, `grantQuotaReached`, `grantShareReached`, or what `permit` throws
 */
export async function insertGrant<T>(
  tx: Transaction,
  key: Pick<Key, "id" | "projectId">,
  grant: Grant,
  quota: number,
  issuer: Principal,
  permit: (held: readonly HeldGrant[]) => T,
): Promise<T> {
  const { useRefusal } = KEY_STATES[await lockKey(tx, key)];
  if (useRefusal !== null) throw new KmsError(useRefusal);
  await openBook(inTransaction(tx), keyBook(key.id));
  const held = await tx.grant.findMany({ where: { keyId: key.id, ...heldBy(issuer) }, orderBy: [{ createdAt: "asc" }, { id: "asc" }] });
  const permitted = permit(held.map((row) => toHeldGrant(fromModel(row), issuer)));
  if ((await tx.grant.count({ where: { keyId: key.id } })) >= quota) {
    throw new KmsError("grantQuotaReached", { message: `The limit of ${quota} grants on this key is reached.` });
  }
  if (grant.byGrantee) await requireShare(tx, key, quota);
  await tx.grant.create({ data: { ...grant, operations: [...grant.operations] } });
  return permitted;
}

/** That there is room for one more grant by a grantee's hand. Under the lock of the key's row. */
async function requireShare(tx: Transaction, key: Pick<Key, "id">, quota: number): Promise<void> {
  const share = grantsForGrantees(quota);
  if ((await tx.grant.count({ where: { keyId: key.id, byGrantee: true } })) < share) return;
  throw new KmsError("grantShareReached", {
    message: `Grantees may create ${share} of the ${quota} grants on this key, and have done so. The others are kept for its own project.`,
  });
}

function toHeldGrant(grant: Grant, caller: Principal): HeldGrant {
  return {
    id: grant.id,
    operations: grant.operations,
    isGrantee: true,
    isRetirer: namesOf(caller).includes(grant.retiringPrincipal),
    isIssuer: grant.issuer === caller.userId,
  };
}

/**
 * Deletes a grant of this key.
 * @param grantId 64 lower-case hex characters
 * @returns the grant as it was
 * @throws KmsError `grantOfAnotherKey` when it belongs to another key of the same project; `grantIdInvalid` when there is none,
 *   or one of another project, which nobody here shall learn; `keyNotFound` when the key is gone
 */
export async function deleteGrant(tx: Transaction, key: Pick<Key, "id" | "projectId">, grantId: string): Promise<Grant> {
  await lockKey(tx, key);
  const row = await tx.grant.findFirst({ where: { id: grantId, key: { projectId: key.projectId } } });
  if (row === null) throw new KmsError("grantIdInvalid");
  if (row.keyId !== key.id) throw new KmsError("grantOfAnotherKey");
  await openBook(inTransaction(tx), keyBook(key.id));
  removesFrom(inTransaction(tx), ["cmk_grant"], keyBook(key.id));
  await tx.grant.delete({ where: { id: grantId } });
  return fromModel(row);
}
