/** Alias objects: names that point at keys and can be moved (api-reference §2.9). Not the `key_alias` of a key, which is its name. */
import { z } from "zod";
import { ALIAS_NAME_PATTERN, ALIAS_PREFIX } from "#lib/domain/key-reference";
import { type DoorRow, noContent } from "../door-row";
import { keyId, optional, refused, sequence, wholeNumber } from "../field";

/** Most aliases of one key (api-reference §2.9). */
export const ALIASES_PER_KEY_MAX = 50;

export const aliasName = z
  .string()
  .refine(
    (text) => text.startsWith(ALIAS_PREFIX) && ALIAS_NAME_PATTERN.test(text.slice(ALIAS_PREFIX.length)),
    refused("aliasObjectInvalid"),
  )
  .meta({ pattern: `^${ALIAS_PREFIX}${ALIAS_NAME_PATTERN.source.slice(1)}` });

const aliasReply = z.object({
  domain_id: z.string(),
  key_id: z.string(),
  alias: z.string(),
  alias_urn: z.string(),
  create_time: z.string(),
  update_time: z.string(),
});

const aliasErrors = { alias: "aliasObjectInvalid", aliases: "aliasObjectInvalid", target_key_id: "keyIdInvalid" } as const;

export const aliasDoor = {
  createAlias: {
    method: "POST",
    path: "/v1.0/:project_id/kms/aliases",
    input: z.object({ key_id: keyId, alias: aliasName, sequence }),
    fieldErrors: aliasErrors,
    output: aliasReply,
    secretFields: [],
    refusals: ["aliasObjectTaken", "aliasQuotaReached"],
    example: { key_id: "0d0466b0-e727-4d9c-b35d-f84bb474a37f", alias: "alias/payments" },
  },
  associateAlias: {
    method: "POST",
    path: "/v1.0/:project_id/kms/alias/associate",
    input: z.object({ target_key_id: keyId, alias: aliasName, sequence }),
    fieldErrors: aliasErrors,
    output: aliasReply,
    secretFields: [],
    refusals: ["aliasObjectNotFound", "aliasQuotaReached"],
    example: { target_key_id: "0d0466b0-e727-4d9c-b35d-f84bb474a37f", alias: "alias/payments" },
  },
  deleteAliases: {
    method: "DELETE",
    path: "/v1.0/:project_id/kms/aliases",
    status: 204,
    input: z.object({ key_id: keyId, aliases: z.array(aliasName).min(1).max(ALIASES_PER_KEY_MAX), sequence }),
    fieldErrors: aliasErrors,
    output: noContent,
    secretFields: [],
    refusals: ["aliasObjectNotFound"],
    example: { key_id: "0d0466b0-e727-4d9c-b35d-f84bb474a37f", aliases: ["alias/payments"] },
  },
  listAliases: {
    method: "GET",
    path: "/v1.0/:project_id/kms/aliases",
    input: z.object({
      key_id: optional(keyId),
      limit: optional(wholeNumber(1, Number.MAX_SAFE_INTEGER)),
      marker: optional(wholeNumber(0, Number.MAX_SAFE_INTEGER)),
    }),
    output: z.object({
      aliases: z.array(aliasReply),
      page_info: z.object({ next_marker: z.string(), current_count: z.number().int() }),
    }),
    secretFields: [],
  },
} as const satisfies Record<string, DoorRow>;
