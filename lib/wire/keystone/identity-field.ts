/** Building blocks of the identity operations' requests, where whatever is no ID names nobody. */
import { z } from "zod";
import { isDescription } from "#lib/domain/alias";
import { isIdentityName, isPassword } from "#lib/domain/identity/identity-rules";
import { SERVICE_NAMES } from "#lib/domain/identity/service";
import { HEX_ID_PATTERN } from "#lib/domain/ids";
import { isStorable } from "#lib/domain/text";
import { codecOf, optional, refused } from "../field";

/** ID of an account, project, user, group or role. */
export const identityId = z.string().refine((id) => HEX_ID_PATTERN.test(id), refused("identityNotFound"));
export const identityName = z.string().refine(isIdentityName, refused("identityNameInvalid"));
export const password = z.string().refine(isPassword, refused("passwordInvalid"));
/** A name to look for. It need not be a possible one, but the database must be able to read it. */
export const nameFilter = optional(z.string().max(255).refine(isStorable));
export const optionalId = optional(identityId);

/** The cloud service that a user is. */
export const service = optional(z.enum(SERVICE_NAMES));

/** A description where, unlike elsewhere, "" says something: that there is none. */
export function describing<T extends z.ZodType>(description: T) {
  return codecOf(z.unknown().optional(), description.optional(), (value) => value ?? undefined);
}
export const identityDescription = describing(z.string().refine(isDescription));

/** A truth value; in a query it is text, as Python writes it too. */
export const flag = z.union([
  z.boolean(),
  z.codec(z.enum(["true", "false", "True", "False"]), z.boolean(), {
    decode: (text) => text.toLowerCase() === "true",
    encode: (value) => (value ? "true" : "false"),
  }),
]);

/** Refusals of the fields that all of these bodies share. */
export const identityErrors = {
  "user.name": "identityNameInvalid",
  "user.password": "passwordInvalid",
  "user.email": "emailInvalid",
  "user.phone": "phoneInvalid",
  "user.areacode": "phoneInvalid",
  "user.access_mode": "accessModeInvalid",
  "user.service": "serviceInvalid",
  "group.name": "identityNameInvalid",
  "project.name": "projectNameInvalid",
} as const;
