/** Projects of an account. Another account's project does not exist here. */

import { KmsError } from "#lib/domain/errors";
import type { Project } from "#lib/domain/identity/account";
import type { Transaction } from "../database/transaction";
import type { Store } from "../open";
import { SHOWN_PROJECT } from "./identities";
import { toNameTaken } from "./name-taken";

/** @throws KmsError `identityTaken` */
export async function insertProject(tx: Transaction, project: Project & { createdAt: Date }): Promise<void> {
  await tx.project.create({ data: { ...project, enabled: true, keyCount: 0 } }).catch(toNameTaken);
}

/** All enabled projects of the account. */
export function listProjectsOfAccount(store: Store, accountId: string): Promise<Project[]> {
  return store.prisma.project.findMany({ where: { accountId, enabled: true }, select: SHOWN_PROJECT, orderBy: { name: "asc" } });
}

/** @throws KmsError `identityNotFound` */
export async function getProject(store: Store, accountId: string, id: string): Promise<Project> {
  const project = await store.prisma.project.findFirst({ where: { id, accountId, enabled: true }, select: SHOWN_PROJECT });
  if (project === null) throw new KmsError("identityNotFound");
  return project;
}
