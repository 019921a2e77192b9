/** What every account begins with: one project, and the user `admin` in a group that holds both administrator roles (design §8). */

import type { RoleName } from "#lib/domain/identity/permission";
import { newHexId } from "#lib/domain/ids";
import { EVERYWHERE, type FirstIdentity } from "#lib/store/identity/identities";
import { storedDigest } from "../stored-digest";

const ADMINISTRATOR_ROLES: readonly RoleName[] = ["KMS Administrator", "Security Administrator"];

/** @param of.account name of the account · of.region name of its first project */
export function toNewAccount(of: { account: string; region: string; passwordHash: string; createdAt: Date }): FirstIdentity {
  return {
    account: { id: newHexId(), name: of.account },
    project: { id: newHexId(), name: of.region },
    user: { id: newHexId(), name: "admin", passwordHash: of.passwordHash },
    group: { id: newHexId(), name: "admin" },
    roles: ADMINISTRATOR_ROLES,
    createdAt: of.createdAt,
  };
}

/** What a trace says of it: who may do what in it from the beginning. */
export function newAccountEvent({ account, project, user, group, roles }: FirstIdentity) {
  const details = {
    account: account.name,
    project: project.id,
    projectName: project.name,
    user: user.id,
    userName: user.name,
    passwordDigest: storedDigest(user.passwordHash),
    group: group.id,
    groupName: group.name,
    roles: roles.join(","),
    scopes: EVERYWHERE.join(","),
  };
  return { accountId: account.id, traceName: "createAccount", resourceType: "account", resourceId: account.id, details };
}
