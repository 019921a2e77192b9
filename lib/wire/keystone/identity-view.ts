/** Users, groups, projects and roles as Keystone v3 shows them. */

import { z } from "zod";
import type { Group, Project, User } from "#lib/domain/identity/account";
import { SERVICE_NAMES } from "#lib/domain/identity/service";
import { held } from "../held";
import { links } from "./links";

const named = { id: z.string(), name: z.string() };

/** Only of a cloud service, so that people look as clients know them. */
export const shownService = z.enum(SERVICE_NAMES).optional().describe("The cloud service that it is (extension of this product)");

const userBody = z.object({
  ...named,
  domain_id: z.string(),
  enabled: z.boolean(),
  description: z.string(),
  default_project_id: z.string(),
  password_expires_at: z.null(),
  pwd_status: z.boolean(),
  service: shownService,
  links,
});

export const user = z.codec(userBody, held<User>(), {
  decode: ({
    id,
    domain_id: accountId,
    name,
    enabled: isEnabled,
    description,
    default_project_id,
    pwd_status: passwordStatus,
    service = null,
  }) => ({
    id,
    accountId,
    name,
    isEnabled,
    description,
    defaultProjectId: default_project_id === "" ? null : default_project_id,
    passwordStatus,
    service,
  }),
  encode: ({ id, accountId, name, isEnabled, description, defaultProjectId, passwordStatus, service }) => ({
    id,
    name,
    domain_id: accountId,
    enabled: isEnabled,
    description,
    default_project_id: defaultProjectId ?? "",
    password_expires_at: null,
    pwd_status: passwordStatus,
    ...(service !== null && { service }),
    links: { self: `/v3/users/${id}` },
  }),
});

const groupBody = z.object({ ...named, domain_id: z.string(), description: z.string(), create_time: z.number().int(), links });

/** The time is in milliseconds since 1970. */
export const group = z.codec(groupBody, held<Group>(), {
  decode: ({ id, domain_id: accountId, name, description, create_time }) => ({
    id,
    accountId,
    name,
    description,
    createdAt: new Date(create_time),
  }),
  encode: ({ id, accountId, name, description, createdAt }) => ({
    id,
    name,
    domain_id: accountId,
    description,
    create_time: createdAt.getTime(),
    links: { self: `/v3/groups/${id}` },
  }),
});

const projectBody = z.object({
  ...named,
  domain_id: z.string(),
  parent_id: z.string(),
  enabled: z.boolean(),
  is_domain: z.literal(false),
  description: z.string(),
  key_count: z
    .number()
    .int()
    .optional()
    .describe("Custom keys in it; only for whoever may list the projects of the account (extension of this product)"),
  links,
});

export const project = z.codec(projectBody, held<Project>(), {
  decode: ({ id, domain_id: accountId, parent_id: parentId, name, description, enabled: isEnabled, key_count: keyCount = null }) => ({
    id,
    accountId,
    parentId,
    name,
    description,
    isEnabled,
    keyCount,
  }),
  encode: ({ id, accountId, parentId, name, description, isEnabled, keyCount }) => ({
    id,
    name,
    domain_id: accountId,
    parent_id: parentId,
    enabled: isEnabled,
    is_domain: false as const,
    description,
    ...(keyCount !== null && { key_count: keyCount }),
    links: { self: `/v3/projects/${id}` },
  }),
});
