/** System roles and policies of accounts as the family shows them (iam-reference §4, §5). */
import { z } from "zod";
import { POLICY_TYPES, type Policy, type Role } from "#lib/domain/identity/account";
import type { RoleName } from "#lib/domain/identity/permission";
import { findSystemPolicy, type SystemPolicy } from "#lib/domain/policy/system-policies";
import { held } from "../held";
import { links } from "./links";

/** Epoch milliseconds as text. */
const time = z.codec(z.string(), held<Date>(), { decode: (text) => new Date(Number(text)), encode: (date) => String(date.getTime()) });

const policyBody = z.object({
  id: z.string(),
  name: z.string(),
  display_name: z.string(),
  type: z.enum(POLICY_TYPES),
  description: z.string(),
  catalog: z.literal("CUSTOMED"),
  domain_id: z.string(),
  policy: z.unknown(),
  references: z.number(),
  created_time: time,
  updated_time: time,
  links,
});

/** A policy that an account made. */
export const policy = z.codec(policyBody, held<Policy>(), {
  decode: ({ display_name, domain_id, policy: document, created_time, updated_time, catalog: _catalog, links: _links, ...rest }) => ({
    ...rest,
    displayName: display_name,
    accountId: domain_id,
    document,
    createdAt: created_time,
    updatedAt: updated_time,
  }),
  encode: ({ id, name, displayName, type, description, accountId, document, references, createdAt, updatedAt }) => ({
    id,
    name,
    display_name: displayName,
    type,
    description,
    catalog: "CUSTOMED" as const,
    domain_id: accountId,
    policy: document,
    references,
    created_time: createdAt,
    updated_time: updatedAt,
    links: { self: `/v3.0/OS-ROLE/roles/${id}` },
  }),
});

const systemBody = z.object({
  id: z.string(),
  name: z.string().refine((name) => findSystemPolicy(name) !== null),
  display_name: z.string(),
  type: z.enum(POLICY_TYPES),
  description: z.string(),
  catalog: z.string(),
  domain_id: z.null(),
  policy: z.unknown(),
  links,
});

/** The name of a system role says everything of it. */
export const role = z.codec(z.union([systemBody, policy]), held<Role>(), {
  decode: (shown): Role =>
    "displayName" in shown
      ? { kind: "custom", policy: shown }
      : { kind: "system", name: (findSystemPolicy(shown.name) as SystemPolicy).name },
  encode: (of) => (of.kind === "custom" ? of.policy : toSystemBody(of.name)),
});

function toSystemBody(name: RoleName): z.output<typeof systemBody> {
  const { id, internalName, description, isOfAccount, policy: document } = findSystemPolicy(name) as SystemPolicy;
  return {
    id,
    name: internalName,
    display_name: name,
    type: isOfAccount ? "AX" : "XA",
    description,
    catalog: isOfAccount ? "BASE" : "KMS",
    domain_id: null,
    // What this family calls a role has a form of its own, older than that of policies (iam-reference §4).
    policy: { Version: "1.0", Statement: document.Statement, Depends: [] },
    links: { self: `/v3/roles/${id}` },
  };
}
