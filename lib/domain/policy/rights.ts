/**
 * What a caller may do where it is, permission by permission, without any key in particular: for menus, for the projects that one may
 * enter, and to ask whether a list is worth filtering. It hides and shows; each request is decided by itself.
 */
import { IAM_PERMISSIONS, KMS_PERMISSIONS, type Permission } from "../identity/permission";
import { decide } from "./decide";
import type { RequestConditions } from "./facts";
import type { PolicyCaller } from "./held-policy";

/** `some`: for certain keys. */
export type Right = "all" | "some";

const PERMISSIONS: readonly Permission[] = [...KMS_PERMISSIONS, ...IAM_PERMISSIONS];

/** Those that the caller has; what is not in it, it has not. */
export function rightsOf(caller: PolicyCaller, conditions: RequestConditions): ReadonlyMap<Permission, Right> {
  const rights = new Map<Permission, Right>();
  for (const permission of PERMISSIONS) {
    const { isAllowed, isLimited } = decide(caller, { permissions: [permission] }, null, conditions);
    if (isAllowed) rights.set(permission, isLimited ? "some" : "all");
  }
  return rights;
}
