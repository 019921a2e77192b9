/**
 * Actions of policies: `service:type:operation`, with `*` for part of a type or an operation (the family's policy syntax; names of
 * api-reference §1.8). Types and operations compare without case, the service is lower case. Invariants: an asterisk never reaches over a
 * colon; only ASCII is compared without case, since other letters have twins (the Kelvin sign lower-cases to k).
 */
import { IAM_PERMISSIONS, KMS_PERMISSIONS, type Permission } from "../identity/permission";
import { nameOfCharacter, type PolicyFaultCode } from "./faults";
import { nearest } from "./nearest";
import { hasWildcard, toWildcardTest } from "./wildcard";

/** The service whose actions custom policies may name. */
export const KMS_SERVICE = "kms";

/** Those that are about no key yet: who may do them may do them to a project. A right limited to keys does not reach them. */
const ABOUT_PROJECT: ReadonlySet<Permission> = new Set(["kms:cmk:create", "kms:cmk:generate"] as const);

export function isAboutProject(permission: Permission): boolean {
  return ABOUT_PROJECT.has(permission);
}

/** Those on people count only where they are held for the account as a whole. */
export function isOnIdentities(permission: Permission): boolean {
  return permission.startsWith("iam:");
}

/** @returns every permission that the action names; none where it is not one of the service's */
export function expandAction(action: string): readonly Permission[] {
  const [service, type, operation, ...more] = action.split(":");
  if (service === undefined || type === undefined || operation === undefined || more.length > 0) return [];
  const permissions: readonly Permission[] = service === KMS_SERVICE ? KMS_PERMISSIONS : service === "iam" ? IAM_PERMISSIONS : [];
  if (!PRINTABLE.test(action)) return [];
  const [isType, isOperation] = [type, operation].map((part) => toWildcardTest(part.toLowerCase())) as [TestOf, TestOf];
  return permissions.filter((permission) => {
    const [, ofType = "", ofOperation = ""] = permission.toLowerCase().split(":");
    return isType(ofType) && isOperation(ofOperation);
  });
}

type TestOf = (text: string) => boolean;

const PRINTABLE = /^[\u0021-\u007e]+$/;
const PART = /^[A-Za-z*]+$/;

/** What is wrong with an action of a custom policy, and a word for its sentence; null where nothing is. */
export function faultOfAction(action: string): { readonly code: PolicyFaultCode; readonly detail: string } | null {
  const stranger = [...action].find((character) => !PRINTABLE.test(character));
  if (stranger !== undefined) return { code: "actionCharacter", detail: nameOfCharacter(stranger) };
  const [service = "", ...parts] = action.split(":");
  if (parts.length !== 2 || parts.some((part) => !PART.test(part))) {
    if (parts.length > 0 && /^[A-Za-z]+$/.test(service) && service.toLowerCase() !== KMS_SERVICE)
      return { code: "actionService", detail: service };
    return { code: "actionForm", detail: "" };
  }
  if (service !== KMS_SERVICE) {
    return { code: service.toLowerCase() === KMS_SERVICE ? "actionServiceCase" : "actionService", detail: service };
  }
  if (expandAction(action).length > 0) return null;
  if (hasWildcard(action)) return { code: "actionMatchesNothing", detail: "" };
  return { code: "actionUnknown", detail: hintFor(action) };
}

/** What is looked for in vain most: deletion is scheduled, by the action that changes a key. */
function hintFor(action: string): string {
  if (/^kms:cmk:.*delet/i.test(action)) return "kms:cmk:update (schedules and cancels deletion, changes alias and description)";
  return nearest(action, KMS_PERMISSIONS) ?? "";
}
