/** Policies of the account in the family's extension OS-ROLE, and who holds what in OS-PERMISSION (iam-reference §4, §5). */
import { z } from "zod";
import { POLICY_TYPES, type RoleAssignment } from "#lib/domain/identity/account";
import { IAM_PERMISSIONS, KMS_PERMISSIONS } from "#lib/domain/identity/permission";
import type { Decision } from "#lib/domain/policy/decide";
import type { StatementFinding } from "#lib/domain/policy/explain";
import { isStorable } from "#lib/domain/text";
import { type DoorRow, emptyReply } from "../door-row";
import { keyId, optional, wholeNumber } from "../field";
import { held } from "../held";
import { record } from "../record";
import { envelope } from "./envelope";
import { identityId, identityName, nameFilter, optionalId } from "./identity-field";
import { withOrigin } from "./links";
import { policy } from "./role-view";

const ALL = "/v3.0/OS-ROLE/roles";
const ONE = "/v3.0/OS-ROLE/roles/:role_id";
const NAMES = { policy: "document" } as const;
const BY_ID = { role_id: "policyId" } as const;
const DESCRIPTION_MAX_CHARACTERS = 256;
/** As many policies as one page of a list may have (iam-reference §0). */
const PAGE_MAX = 300;

const type = z.enum(POLICY_TYPES);
const description = z
  .string()
  .refine((text) => [...text].length <= DESCRIPTION_MAX_CHARACTERS && isStorable(text))
  .meta({ maxLength: DESCRIPTION_MAX_CHARACTERS });
/** What it holds is checked when it is clear that the caller may make one; till then every member stays, also what objects here leave out. */
const document = z
  .any()
  .refine((value) => typeof value === "object" && value !== null && !Array.isArray(value))
  .meta({
    type: "object",
    properties: {},
    additionalProperties: {},
    description: "Version and Statement, as the policy language has them",
  });

const example = {
  role: {
    display_name: "payments developers",
    type: "XA",
    description: "May use the keys of payments",
    policy: {
      Version: "1.1",
      Statement: [{ Effect: "Allow", Action: ["kms:cmk:list", "kms:cmk:get", "kms:cmk:crypto"], Resource: ["KMS:*:*:alias:payments/*"] }],
    },
  },
} as const;
const fieldErrors = { "role.display_name": "identityNameInvalid", "role.policy": "policyInvalid" } as const;

const listOf = z.object({
  roles: z.array(policy),
  links: z.object({ self: z.string(), previous: z.null(), next: z.null() }),
  total_number: z.number(),
});
/** A list ⇄ its policies and how many there are in all. */
const policies = z.codec(listOf, held<{ policies: readonly z.output<typeof policy>[]; total: number }>(), {
  decode: ({ roles, total_number }) => ({ policies: roles, total: total_number }),
  encode: (list) => ({ roles: [...list.policies], links: { self: ALL, previous: null, next: null }, total_number: list.total }),
});

const writing = {
  fieldErrors,
  membersOnce: true,
  output: record({ role: policy }, { role: "policy" }),
  complete: withOrigin,
  secretFields: [],
} as const;
const reading = { method: "GET", complete: withOrigin, secretFields: [] } as const;

const assignment = z.object({
  group: z.object({ id: z.string() }),
  role: z.object({ id: z.string() }),
  scope: z.object({ project: z.object({ id: z.string() }).optional(), domain: z.object({ id: z.string() }).optional() }),
  is_inherited: z.boolean(),
});
const assignments = z.codec(
  z.object({ total_num: z.number(), role_assignments: z.array(assignment) }),
  held<{ assignments: readonly RoleAssignment[] }>(),
  {
    decode: ({ role_assignments }) => ({
      assignments: role_assignments.map(
        ({ group, role, scope, is_inherited }): RoleAssignment => ({
          groupId: group.id,
          roleId: role.id,
          scope: scope.project ? "project" : is_inherited ? "allProjects" : "account",
          projectId: scope.project?.id ?? null,
          accountId: scope.domain?.id ?? null,
        }),
      ),
    }),
    encode: (list) => ({
      total_num: list.assignments.length,
      role_assignments: list.assignments.map(({ groupId, roleId, scope, projectId, accountId }) => ({
        group: { id: groupId },
        role: { id: roleId },
        scope: { ...(projectId !== null && { project: { id: projectId } }), ...(accountId !== null && { domain: { id: accountId } }) },
        is_inherited: scope === "allProjects",
      })),
    }),
  },
);

const place = z.object({ id: z.string(), name: z.string() });
const heldPolicy = z.object({
  role_id: z.string(),
  name: z.string(),
  policy: z.unknown(),
  scope: z.enum(["project", "allProjects", "account"]),
  project: place.nullable(),
  group: place,
});
const isoTime = z.codec(z.iso.datetime(), held<Date>(), { decode: (text) => new Date(text), encode: (time) => time.toISOString() });

export const policyDoor = {
  listPolicies: {
    ...reading,
    path: ALL,
    input: record({
      display_name: nameFilter,
      page: optional(wholeNumber(1, Number.MAX_SAFE_INTEGER)),
      per_page: optional(wholeNumber(1, PAGE_MAX)),
    }),
    output: policies,
  },
  getPolicy: {
    ...reading,
    path: ONE,
    input: record({ role_id: identityId }, BY_ID),
    output: record({ role: policy }, { role: "policy" }),
    refusals: ["identityNotFound"],
  },
  createPolicy: {
    ...writing,
    method: "POST",
    path: ALL,
    status: 201,
    input: envelope("role", record({ display_name: identityName, type, description, policy: document }, NAMES)),
    refusals: ["identityTaken", "policyInvalid", "policyQuotaReached"],
    example,
  },
  updatePolicy: {
    ...writing,
    method: "PATCH",
    path: ONE,
    input: envelope(
      "role",
      record(
        {
          display_name: optional(identityName),
          type: optional(type),
          description: optional(description),
          policy: optional(document),
        },
        NAMES,
      ),
      { role_id: identityId },
      BY_ID,
    ),
    refusals: ["identityNotFound", "identityTaken", "identityProtected", "policyInvalid"],
    example,
  },
  deletePolicy: {
    method: "DELETE",
    path: ONE,
    input: record({ role_id: identityId }, BY_ID),
    output: emptyReply,
    secretFields: [],
    refusals: ["identityNotFound", "identityProtected"],
  },
  listRoleAssignments: {
    ...reading,
    path: "/v3.0/OS-PERMISSION/role-assignments",
    input: record(
      { domain_id: optionalId, "subject.group_id": optionalId, role_id: optionalId, "scope.project_id": optionalId },
      { domain_id: "accountId", "subject.group_id": "groupId", "scope.project_id": "projectId" },
    ),
    output: assignments,
    refusals: ["identityNotFound"],
  },
  listPoliciesOfUser: {
    ...reading,
    path: "/v3.0/OS-PERMISSION/users/:user_id/policies",
    input: record({ user_id: identityId }),
    output: record({ user_id: z.string(), held: z.array(record({ ...heldPolicy.shape }, { policy: "document" })) }),
    refusals: ["identityNotFound"],
  },
  describeRights: {
    ...reading,
    path: "/v3.0/OS-PERMISSION/rights",
    input: record({}),
    output: record({
      permissions: z.array(z.object({ permission: z.enum([...KMS_PERMISSIONS, ...IAM_PERMISSIONS]), right: z.enum(["all", "some"]) })),
    }),
  },
  tryAccess: {
    method: "POST",
    path: "/v3.0/OS-PERMISSION/decisions",
    input: record(
      {
        user_id: identityId,
        project_id: identityId,
        operation: z.string().max(100),
        key_id: optional(keyId),
        source: optional(z.enum(["console", "api"])),
        source_ip: optional(z.ipv4().or(z.ipv6())),
        mfa_present: optional(z.boolean()),
        at: optional(isoTime),
      },
      { mfa_present: "isMfaPresent" },
    ),
    output: record({
      decision: held<Decision>(),
      group_name: z.string().nullable(),
      findings: held<readonly StatementFinding[]>(),
    }),
    secretFields: [],
    refusals: ["identityNotFound"],
    example: { user_id: "07609fb9358010e21f7bc003751c7c32", project_id: "3d6a8e2f1b9c4d5e8f7a6b5c4d3e2f1a", operation: "encryptData" },
  },
} as const satisfies Record<string, DoorRow>;
