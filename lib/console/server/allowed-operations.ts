/** Which operations menus offer, by the rights that somebody has in a place. Offering only: the service decides. */
import "server-only";
import type { Permission } from "#lib/domain/identity/permission";
import { isAboutProject } from "#lib/domain/policy/action";
import type { Right } from "#lib/domain/policy/rights";
import { OPERATION_NAMES, OPERATIONS, type OperationName } from "#lib/operations/catalog";
import type { OperationRow } from "#lib/operations/operation";

/** What is not in it is no right at all. */
export type Rights = ReadonlyMap<string, Right>;

/**
 * A right for certain keys offers the operation on all of them, since whether this key is one of them the service knows; it does not offer
 * what is about no key yet. Where the input chooses among permissions, one of them is enough.
 */
export function allowedOperations(rights: Rights): readonly OperationName[] {
  return OPERATION_NAMES.filter((name) => {
    const { permission, permissionBy, accountPermission }: OperationRow = OPERATIONS[name];
    if (permission === null) return true;
    const wanted = permissionBy ? Object.values(permissionBy.permissions) : [permission, ...(accountPermission ? [accountPermission] : [])];
    return wanted.some((one) => offers(rights.get(one), one));
  });
}

function offers(right: Right | undefined, permission: Permission): boolean {
  return right === "all" || (right === "some" && !isAboutProject(permission));
}
