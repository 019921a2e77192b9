/** What a policy alone would give, permission by permission: for the page of a system role, line by line. */
import type { Permission } from "#lib/domain/identity/permission";
import { compilePolicy } from "#lib/domain/policy/compile-policy";
import type { PolicyDocument } from "#lib/domain/policy/policy-document";
import { type Right, rightsOf } from "#lib/domain/policy/rights";
import type { PermissionLine } from "#lib/domain/policy/table-1-6";
import { OPERATION_NAMES, OPERATIONS } from "#lib/operations/catalog";

/** Held for all projects, where rights over keys and over people both count; of who asks, from where and when, nothing is known. */
export function rightsOfPolicy(policy: PolicyDocument): ReadonlyMap<Permission, Right> {
  const compiled = compilePolicy({ id: "", name: "" }, policy);
  const caller = {
    userId: "",
    userName: "",
    accountId: "",
    service: null,
    projectId: "any",
    region: "",
    held: [{ policy: compiled, scope: "allProjects", groupId: "" }],
  } as const;
  return rightsOf(caller, { now: undefined, sourceIp: undefined, source: undefined, isMfaPresent: undefined });
}

/** What is allowed of a line: all of its actions are needed. */
export function rightOfLine({ actions }: PermissionLine, rights: ReadonlyMap<string, Right>): Right | null {
  const found = actions.map((action) => rights.get(action) ?? null);
  if (found.includes(null)) return null;
  return found.includes("some") ? "some" : "all";
}

/** Operations on people and their rights, as the catalog words them; the guide has no table of them. */
export const PEOPLE_LINES: readonly PermissionLine[] = OPERATION_NAMES.flatMap((name) => {
  const { permission, summary } = OPERATIONS[name];
  return permission?.startsWith("iam:") ? [{ label: summary, actions: [permission], operations: [name] }] : [];
});
