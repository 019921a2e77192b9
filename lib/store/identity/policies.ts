/** Policies that an account made. Another account's do not exist for it. */
import { KmsError } from "#lib/domain/errors";
import { POLICY_TYPES, type Policy } from "#lib/domain/identity/account";
import { newHexId } from "#lib/domain/ids";
import type { PolicyDocument } from "#lib/domain/policy/policy-document";
import { knownWord } from "../books/altered";
import { beginBook, openBook, removesFrom } from "../books/change-books";
import { bookOf } from "../books/people-books";
import { inTransaction } from "../database/run-sql";
import type { Transaction } from "../database/transaction";
import type { Prisma } from "../generated/client";
import type { Store } from "../open";
import { holdNames, requireDistinctName } from "./distinct-name";
import { toNameTaken } from "./name-taken";

/** What may be said of a policy by whoever writes it. */
export type WrittenPolicy = Pick<Policy, "displayName" | "type" | "description"> & { readonly document: PolicyDocument };

const SHOWN = { include: { _count: { select: { assignments: true } } } } as const;

type Row = Prisma.PolicyGetPayload<typeof SHOWN>;

function toPolicy({ type, document, _count, ...row }: Row): Policy {
  return { ...row, type: knownWord(POLICY_TYPES, type, bookOf.policy(row.id)), document, references: _count.assignments };
}

/** By display name. */
export async function listPolicies(store: Store, accountId: string): Promise<Policy[]> {
  const rows = await store.prisma.policy.findMany({ where: { accountId }, orderBy: [{ displayName: "asc" }, { id: "asc" }], ...SHOWN });
  return rows.map(toPolicy);
}

/** @throws KmsError `identityNotFound` */
export async function getPolicy(store: Store, accountId: string, id: string): Promise<Policy> {
  const row = await store.prisma.policy.findFirst({ where: { id, accountId }, ...SHOWN });
  if (row === null) throw new KmsError("identityNotFound");
  return toPolicy(row);
}

/** @throws KmsError `identityTaken` for a display name that another policy of the account has; `policyQuotaReached` */
export async function insertPolicy(tx: Transaction, accountId: string, written: WrittenPolicy, limit: number, now: Date): Promise<Policy> {
  // Policies of one account are made one after the other, so that each has a number of its own.
  await takePolicyName(tx, accountId, written.displayName, null);
  if ((await tx.policy.count({ where: { accountId } })) >= limit) throw new KmsError("policyQuotaReached");
  const [{ number } = { number: 1 }] = await tx.$queryRaw<{ number: number }[]>`
    select coalesce(max(substring(name from '_([0-9]{1,9})$')::int), 0) + 1 as number from policy where account_id = ${accountId}`;
  const made = { id: newHexId(), accountId, name: `custom_${accountId}_${number}`, createdAt: now, updatedAt: now };
  beginBook(inTransaction(tx), bookOf.policy(made.id));
  return toPolicy(await tx.policy.create({ data: { ...made, ...toData(written) }, ...SHOWN }).catch(toNameTaken));
}

/** @throws KmsError `identityNotFound`, `identityTaken` */
export async function updatePolicy(
  tx: Transaction,
  accountId: string,
  id: string,
  written: Partial<WrittenPolicy>,
  now: Date,
): Promise<Policy> {
  // The account before the policy, as whoever deletes one has it.
  if (written.displayName !== undefined) await takePolicyName(tx, accountId, written.displayName, id);
  const found = await tx.$queryRaw<unknown[]>`select 1 from policy where id = ${id} and account_id = ${accountId} for no key update`;
  if (found.length === 0) throw new KmsError("identityNotFound");
  await openBook(inTransaction(tx), bookOf.policy(id));
  return toPolicy(await tx.policy.update({ where: { id }, data: { ...toData(written), updatedAt: now }, ...SHOWN }).catch(toNameTaken));
}

/** Deletes a policy, which takes it from every group that held it. @returns what is gone with it @throws KmsError `identityNotFound` */
export async function deletePolicy(
  tx: Transaction,
  accountId: string,
  id: string,
): Promise<{ displayName: string; attachments: readonly { groupId: string; scope: string; projectId: string | null }[] }> {
  // Held first, so that nobody attaches it meanwhile.
  const [row] = await tx.$queryRaw<{ displayName: string }[]>`
    select display_name as "displayName" from policy where id = ${id} and account_id = ${accountId} for update`;
  if (row === undefined) throw new KmsError("identityNotFound");
  const attachments = await tx.roleAssignment.findMany({
    where: { policyId: id },
    select: { groupId: true, scope: true, projectId: true },
    orderBy: [{ groupId: "asc" }, { scope: "asc" }, { projectId: "asc" }],
  });
  const groups = new Set(attachments.map(({ groupId }) => bookOf.group(groupId)));
  await openBook(inTransaction(tx), bookOf.policy(id), ...groups);
  removesFrom(inTransaction(tx), ["role_assignment"], ...groups);
  await tx.policy.delete({ where: { id } });
  return { ...row, attachments };
}

function toData<T extends Partial<WrittenPolicy>>({ document, ...rest }: T) {
  return { ...rest, ...(document !== undefined && { document: document as unknown as Prisma.InputJsonValue }) } as Omit<T, "document"> & {
    document: Prisma.InputJsonValue;
  };
}

async function takePolicyName(tx: Transaction, accountId: string, name: string, id: string | null): Promise<void> {
  await holdNames(tx, accountId);
  const own = await tx.$queryRaw<{ id: string; name: string }[]>`
    select id, display_name as name from policy where account_id = ${accountId}`;
  requireDistinctName(own, name, id);
}
