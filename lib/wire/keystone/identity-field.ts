/** Building blocks of the identity operations: Keystone's bodies, and IDs where whatever is not one names nobody. */
import { z } from "zod";
import { isDescription } from "#lib/domain/alias";
import { isIdentityName } from "#lib/domain/identity";
import { HEX_ID_PATTERN } from "#lib/domain/ids";
import { isStorable } from "#lib/domain/text";
import { optional, refused } from "../field";

/** ID of an account, project, user, group or role. */
export const identityId = z.string().refine((id) => HEX_ID_PATTERN.test(id), refused("identityNotFound"));
export const identityName = z.string().refine(isIdentityName, refused("identityNameInvalid"));
/** A name to look for. It need not be a possible one, but the database must be able to read it. */
export const nameFilter = optional(z.string().max(255).refine(isStorable));
/** Unlike elsewhere "" says something here: no description. */
export const identityDescription = z.preprocess((value) => value ?? undefined, z.string().refine(isDescription).optional());
export const optionalId = optional(identityId);
/** Keystone's filters come as text of the query. */
export const flag = z.union([z.boolean(), z.enum(["true", "false", "True", "False"]).transform((text) => text.toLowerCase() === "true")]);

export const links = z.object({ self: z.string() });
export const listLinks = z.object({ self: z.string(), next: z.null(), previous: z.null() });

export const shownUser = z.object({
  id: z.string(),
  name: z.string(),
  domain_id: z.string(),
  enabled: z.boolean(),
  description: z.string(),
  password_expires_at: z.null(),
  links,
});
export const shownGroup = z.object({ id: z.string(), name: z.string(), domain_id: z.string(), description: z.string(), links });

/** Refusals of the fields that all of these bodies share. */
export const identityErrors = {
  "user.name": "identityNameInvalid",
  "user.password": "passwordInvalid",
  "group.name": "identityNameInvalid",
  "project.name": "projectNameInvalid",
} as const;
