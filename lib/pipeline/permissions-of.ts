/** Which permissions a call needs, as the row of its operation and its input say. */
import { KmsError } from "#lib/domain/errors";
import type { Permission } from "#lib/domain/identity/permission";
import type { OperationRow } from "#lib/operations/operation";

/** All of them; none where anybody signed in may ask. @throws KmsError `notPermitted` for a choice that has no permission */
export function permissionsOf({ permission, permissionBy, fieldPermissions = {} }: OperationRow, input: unknown): Permission[] {
  const fields = input as Record<string, unknown>;
  if (permissionBy !== undefined) {
    const chosen = permissionBy.permissions[String(fields[permissionBy.field])];
    if (chosen === undefined) throw new KmsError("notPermitted");
    return [chosen];
  }
  const asked = Object.entries(fieldPermissions).filter(([field]) => !isNothing(fields[field]));
  return [...(permission === null ? [] : [permission]), ...asked.map(([, needed]) => needed)];
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === false || (Array.isArray(value) && value.length === 0);
}
