/** System roles by the IDs that clients keep. */
import { KmsError } from "#lib/domain/errors";
import { ROLE_NAMES, ROLES, type RoleName } from "#lib/domain/identity/permission";

/** @throws KmsError `identityNotFound` */
export function roleOf(id: string): RoleName {
  const name = ROLE_NAMES.find((role) => ROLES[role].id === id);
  if (name === undefined) throw new KmsError("identityNotFound");
  return name;
}
