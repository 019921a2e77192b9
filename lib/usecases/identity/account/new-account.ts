/** What every account begins with: one project, and the user `admin` in a group that holds both administrator roles (design §8). */

import type { RoleName } from "#lib/domain/identity/permission";
import { newHexId } from "#lib/domain/ids";
import type { FirstIdentity } from "#lib/store/identity/identities";

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
