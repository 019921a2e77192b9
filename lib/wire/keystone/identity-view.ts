/** Users, groups, projects and roles as Keystone v3 shows them. */

import { z } from "zod";
import type { Group, Project, User } from "#lib/domain/identity/account";
import { ROLES, type RoleName } from "#lib/domain/identity/permission";
import { held } from "../held";
import { links } from "./links";

const named = { id: z.string(), name: z.string() };

const userBody = z.object({
  ...named,
  domain_id: z.string(),
  enabled: z.boolean(),
  description: z.string(),
  password_expires_at: z.null(),
  links,
});

export const user = z.codec(userBody, held<User>(), {
  decode: ({ id, domain_id: accountId, name, enabled: isEnabled, description }) => ({ id, accountId, name, isEnabled, description }),
  encode: ({ id, accountId, name, isEnabled, description }) => ({
    id,
    name,
    domain_id: accountId,
    enabled: isEnabled,
    description,
    password_expires_at: null,
    links: { self: `/v3/users/${id}` },
  }),
});

const groupBody = z.object({ ...named, domain_id: z.string(), description: z.string(), links });

export const group = z.codec(groupBody, held<Group>(), {
  decode: ({ id, domain_id: accountId, name, description }) => ({ id, accountId, name, description }),
  encode: ({ id, accountId, name, description }) => ({
    id,
    name,
    domain_id: accountId,
    description,
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
  links,
});

/** Those that are not enabled are not shown, and the parent of each is its account. */
export const project = z.codec(projectBody, held<Project>(), {
  decode: ({ id, domain_id: accountId, name, description }) => ({ id, accountId, name, description }),
  encode: ({ id, accountId, name, description }) => ({
    id,
    name,
    domain_id: accountId,
    parent_id: accountId,
    enabled: true,
    is_domain: false as const,
    description,
    links: { self: `/v3/projects/${id}` },
  }),
});

const roleBody = z.object({
  ...named,
  name: z.string().refine((name) => Object.hasOwn(ROLES, name)),
  display_name: z.string(),
  description: z.string(),
  domain_id: z.null(),
  links,
});

/** All roles are the system's, so the name says everything. */
export const role = z.codec(roleBody, held<RoleName>(), {
  decode: ({ name }) => name as RoleName,
  encode: (name) => {
    const { id, description } = ROLES[name];
    return { id, name, display_name: name, description, domain_id: null, links: { self: `/v3/roles/${id}` } };
  },
});
