/** Projects of an account. Another account's project does not exist here. */
import { KmsError } from "#lib/domain/errors";
import type { Transaction } from "../database/transaction";
import type { Store } from "../open";
import type { ProjectRecord } from "./identities";
import { toNameTaken } from "./name-taken";

/** @throws KmsError `identityTaken` */
export async function insertProject(tx: Transaction, project: ProjectRecord & { createdAt: Date }): Promise<void> {
  await tx.project.create({ data: { ...project, enabled: true, keyCount: 0 } }).catch(toNameTaken);
}

/** All enabled projects of the account. */
export function listProjectsOfAccount(store: Store, accountId: string): Promise<ProjectRecord[]> {
  return store.prisma.project.findMany({ where: { accountId, enabled: true }, orderBy: { name: "asc" } });
}

/** @throws KmsError `identityNotFound` */
export async function getProject(store: Store, accountId: string, id: string): Promise<ProjectRecord> {
  const project = await store.prisma.project.findFirst({ where: { id, accountId, enabled: true } });
  if (project === null) throw new KmsError("identityNotFound");
  return project;
}
