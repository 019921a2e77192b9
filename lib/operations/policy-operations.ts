/** Policies that an account makes, who holds what, and what somebody may do, and why (guide §1.3). */
import type { Policy, PolicyOfUser, PolicyType, RoleAssignment } from "#lib/domain/identity/account";
import type { CallerSource } from "#lib/domain/identity/caller-source";
import type { Permission } from "#lib/domain/identity/permission";
import type { Decision } from "#lib/domain/policy/decide";
import type { StatementFinding } from "#lib/domain/policy/explain";
import type { Right } from "#lib/domain/policy/rights";
import { type OperationRow, ON_ACCOUNT as onAccount, shape } from "./operation";

type ByPolicy = { readonly policyId: string };
type Written = {
  readonly displayName: string;
  readonly type: PolicyType;
  readonly description: string;
  /** What is to be a policy: whether it is one is said to whoever may make one. */
  readonly document: unknown;
};

type TryInput = {
  readonly userId: string;
  readonly projectId: string;
  /** Name of an operation of the catalog. */
  readonly operation: string;
  readonly keyId?: string | undefined;
  /** `api` unless said otherwise. */
  readonly source?: CallerSource | undefined;
  readonly sourceIp?: string | undefined;
  readonly isMfaPresent?: boolean | undefined;
  /** Now, unless said otherwise. */
  readonly at?: Date | undefined;
};

const writing = { ...onAccount, traceName: "updatePolicy", resourceType: "policy", needsStepUp: true, secretFields: [] } as const;
const reading = { ...onAccount, effect: "read", resourceType: "policy", secretFields: [] } as const;

export const policyOperations = {
  listPolicies: {
    ...reading,
    traceName: "listPolicies",
    permission: "iam:roles:list",
    input: shape<{
      readonly displayName?: string | undefined;
      readonly page?: number | undefined;
      readonly perPage?: number | undefined;
    }>(),
    output: shape<{ readonly policies: readonly Policy[]; readonly total: number }>(),
    summary: "List the policies that the account has made",
  },
  getPolicy: {
    ...reading,
    traceName: "getPolicy",
    permission: "iam:roles:list",
    input: shape<ByPolicy>(),
    output: shape<{ readonly policy: Policy }>(),
    summary: "Show a policy",
  },
  createPolicy: {
    ...writing,
    effect: "change",
    traceName: "createPolicy",
    permission: "iam:roles:create",
    input: shape<Written>(),
    output: shape<{ readonly policy: Policy }>(),
    summary: "Make a policy, which counts where it is attached",
  },
  updatePolicy: {
    ...writing,
    effect: "change",
    permission: "iam:roles:update",
    input: shape<ByPolicy & Partial<Written>>(),
    output: shape<{ readonly policy: Policy }>(),
    summary: "Change a policy, for the next call of everybody who holds it",
  },
  deletePolicy: {
    ...writing,
    effect: "destroy",
    traceName: "deletePolicy",
    permission: "iam:roles:delete",
    input: shape<ByPolicy>(),
    output: shape<void>(),
    summary: "Delete a policy, and take it from every group that holds it",
  },
  listRoleAssignments: {
    ...reading,
    traceName: "listRoleAssignments",
    permission: "iam:roles:list",
    input: shape<{
      readonly accountId?: string | undefined;
      readonly groupId?: string | undefined;
      readonly roleId?: string | undefined;
      readonly projectId?: string | undefined;
    }>(),
    output: shape<{ readonly assignments: readonly RoleAssignment[] }>(),
    summary: "List which groups hold which roles and policies, and where",
  },
  listPoliciesOfUser: {
    ...reading,
    traceName: "listPoliciesOfUser",
    resourceType: "user",
    permission: "iam:roles:list",
    own: "user",
    input: shape<{ readonly userId: string }>(),
    output: shape<{ readonly userId: string; readonly held: readonly PolicyOfUser[] }>(),
    summary: "List what a user holds, where, and by which group",
  },
  describeRights: {
    ...reading,
    traceName: "describeRights",
    resourceType: "user",
    permission: null,
    input: shape<Record<never, never>>(),
    output: shape<{ readonly permissions: readonly { readonly permission: Permission; readonly right: Right }[] }>(),
    summary: "List what the caller may do in the scope of its token, for all keys or for some",
  },
  tryAccess: {
    ...reading,
    traceName: "tryAccess",
    resourceType: "user",
    permission: "iam:roles:list",
    input: shape<TryInput>(),
    output: shape<{
      readonly decision: Decision;
      /** Of what decided, where a statement did. */
      readonly groupName: string | null;
      /** What else speaks of it. */
      readonly findings: readonly StatementFinding[];
    }>(),
    summary: "Say whether somebody may do something, and by what",
  },
} as const satisfies Record<string, OperationRow>;
