/** Projects of an account. Another account's project does not exist here. */

import { KmsError } from "#lib/domain/errors";
import type { Project } from "#lib/domain/identity/account";
import { toRegion } from "#lib/domain/identity/region";
import { beginBook } from "../books/change-books";
import { bookOf } from "../books/people-books";
import { inTransaction } from "../database/run-sql";
import type { Transaction } from "../database/transaction";
import type { Store } from "../open";
import { type GroupsHolder, groupsOf } from "./groups";
import { toNameTaken } from "./name-taken";
import { openOwn } from "./open-own";

type Database = Pick<Transaction, "project">;

const SHOWN = { id: true, accountId: true, name: true, description: true, enabled: true, keyCount: true } as const;

type ProjectRow = Omit<Project, "parentId" | "isEnabled" | "keyCount"> & { readonly enabled: boolean; readonly keyCount: number };

export type NewProject = Omit<Project, "parentId" | "keyCount"> & { readonly createdAt: Date };

/** @throws KmsError `identityTaken` */
export async function insertProject(tx: Transaction, { isEnabled: enabled, ...rest }: NewProject): Promise<Project> {
  beginBook(inTransaction(tx), bookOf.project(rest.id));
  const row = await tx.project.create({ data: { ...rest, enabled, keyCount: 0 }, select: SHOWN }).catch(toNameTaken);
  return toProject(tx, row as ProjectRow);
}

/** All of the account, disabled ones too. */
export async function listProjectsOfAccount({ prisma }: Store, accountId: string): Promise<Project[]> {
  return toProjects(prisma, await prisma.project.findMany({ where: { accountId }, select: SHOWN, orderBy: { name: "asc" } }));
}

/** Projects in which somebody holds a role. @param enabled those that can be entered, or those that are disabled */
export async function listProjectsOfUser({ prisma }: Store, holder: GroupsHolder, enabled = true): Promise<Project[]> {
  const assignments = await prisma.roleAssignment.findMany({
    where: { group: groupsOf(holder) },
    select: { projectId: true, scope: true, group: { select: { accountId: true } } },
  });
  const everywhere = assignments.filter((row) => row.scope === "allProjects").map((row) => row.group.accountId);
  const named = assignments.flatMap((row) => (row.projectId === null ? [] : [row.projectId]));
  const where = { enabled, OR: [{ accountId: { in: everywhere } }, { id: { in: named } }] };
  const rows = await prisma.project.findMany({ where, select: SHOWN, orderBy: { name: "asc" } });
  return (await toProjects(prisma, rows)).map((project) => ({ ...project, keyCount: null }));
}

/** Projects in which a cloud service of the account works: all of them. @param enabled those that can be entered, or those that are disabled */
export async function listProjectsOfService(store: Store, accountId: string, enabled = true): Promise<Project[]> {
  const projects = await listProjectsOfAccount(store, accountId);
  return projects.filter(({ isEnabled }) => isEnabled === enabled).map((project) => ({ ...project, keyCount: null }));
}

/** A project of this account, enabled or not. @throws KmsError `identityNotFound` */
export async function getProject({ prisma }: { prisma: Database }, accountId: string, id: string): Promise<Project> {
  const row = await prisma.project.findFirst({ where: { id, accountId }, select: SHOWN });
  if (row === null) throw new KmsError("identityNotFound");
  return toProject(prisma, row);
}

/** A project of this account, enabled or not, or null. */
export async function findProjectOfAccount(
  { prisma }: Store,
  accountId: string,
  named: { id: string } | { name: string },
): Promise<{ id: string; name: string; isEnabled: boolean } | null> {
  const row = await prisma.project.findFirst({ where: { ...named, accountId }, select: { id: true, name: true, enabled: true } });
  return row && { id: row.id, name: row.name, isEnabled: row.enabled };
}

/** @throws KmsError `identityNotFound`, `identityTaken` */
export async function updateProject(
  tx: Transaction,
  accountId: string,
  id: string,
  { isEnabled, ...rest }: { readonly name?: string; readonly description?: string; readonly isEnabled?: boolean },
): Promise<Project> {
  await openOwn(tx, "project", accountId, id);
  const data = { ...rest, ...(isEnabled !== undefined && { enabled: isEnabled }) };
  const [row] = (await tx.project.updateManyAndReturn({ where: { id, accountId }, data, select: SHOWN }).catch(toNameTaken)) ?? [];
  if (row === undefined) throw new KmsError("identityNotFound");
  return toProject(tx, row);
}

async function toProject(database: Database, row: ProjectRow): Promise<Project> {
  return (await toProjects(database, [row]))[0] as Project;
}

/** With what each is in: the project that is called as its region is, unless it is that one itself. */
async function toProjects(database: Database, rows: readonly ProjectRow[]): Promise<Project[]> {
  const regions = [...new Set(rows.map(({ name }) => toRegion(name)))];
  const accounts = [...new Set(rows.map(({ accountId }) => accountId))];
  const parents =
    regions.length === 0
      ? []
      : await database.project.findMany({
          where: { accountId: { in: accounts }, name: { in: regions } },
          select: { id: true, accountId: true, name: true },
        });
  return rows.map(({ enabled: isEnabled, ...row }) => {
    const parent = parents.find(({ accountId, name }) => accountId === row.accountId && name === toRegion(row.name));
    return { ...row, isEnabled, parentId: parent === undefined || parent.id === row.id ? row.accountId : parent.id };
  });
}
