/** Alias objects: names that point at keys and can be moved (api-reference §2.9). Not the `key_alias` of a key, which is its name. */

import { z } from "zod";
import { DEFAULT_KEY_ALIAS_SUFFIX } from "#lib/domain/alias";
import { ALIASES_PER_KEY_MAX, type AliasObject } from "#lib/domain/alias-object";
import { ALIAS_NAME_PATTERN, ALIAS_PREFIX, aliasText, aliasUrn, parseKeyReference } from "#lib/domain/key-reference";
import type { OutputOf } from "#lib/operations/catalog";
import { isoSeconds } from "../codec";
import { type DoorRow, noContent } from "../door-row";
import { keyById, keyId, optional, refused, sequence } from "../field";
import { held } from "../held";
import { record } from "../record";
import { nextMarker, offsetInput } from "./offset-list";

const aliasName = z
  .string()
  .refine(
    (text) => text.startsWith(ALIAS_PREFIX) && ALIAS_NAME_PATTERN.test(text.slice(ALIAS_PREFIX.length)),
    refused("aliasObjectInvalid"),
  )
  .meta({ pattern: `^${ALIAS_PREFIX}${ALIAS_NAME_PATTERN.source.slice(1)}` });

/** `alias/NAME` ⇄ the name alone. */
const nameIn = (text: z.ZodString) => z.codec(text, z.string(), { decode: (alias) => alias.slice(ALIAS_PREFIX.length), encode: aliasText });

/** The name of an alias object, with its prefix on the wire. */
export const objectName = nameIn(aliasName);

/** Of one that is to be made. What was made before this rule can still be moved and deleted. */
const newName = nameIn(aliasName.refine((text) => !text.endsWith(DEFAULT_KEY_ALIAS_SUFFIX), refused("aliasObjectReserved")));

const aliasBody = z.object({
  domain_id: z.string(),
  key_id: z.string(),
  alias: nameIn(z.string()),
  alias_urn: z.string(),
  create_time: isoSeconds,
  update_time: isoSeconds,
});

const aliasReply = z.codec(aliasBody, held<AliasObject>(), {
  decode: (body) => {
    const reference = parseKeyReference(body.alias_urn);
    const region = reference !== null && "alias" in reference ? (reference.alias.region ?? "") : "";
    const { domain_id: accountId, key_id: keyId, alias: name, create_time: createdAt, update_time: updatedAt } = body;
    return { accountId, region, name, keyId, createdAt, updatedAt };
  },
  encode: ({ accountId, region, name, keyId, createdAt, updatedAt }) => ({
    domain_id: accountId,
    key_id: keyId,
    alias: name,
    alias_urn: aliasUrn(region, accountId, name),
    create_time: createdAt,
    update_time: updatedAt,
  }),
});

const listBody = z.object({
  aliases: z.array(aliasReply),
  page_info: z.object({ next_marker: nextMarker, current_count: z.number().int() }),
});

const aliasList = z.codec(listBody, held<OutputOf<"listAliases">>(), {
  decode: ({ aliases, page_info: { next_marker: next } }) => ({ aliases, nextMarker: next }),
  encode: ({ aliases, nextMarker: next }) => ({
    aliases: [...aliases],
    page_info: { next_marker: next, current_count: aliases.length },
  }),
});

const aliasErrors = { alias: "aliasObjectInvalid", aliases: "aliasObjectInvalid", target_key_id: "keyIdInvalid" } as const;

export const aliasDoor = {
  createAlias: {
    method: "POST",
    path: "/v1.0/:project_id/kms/aliases",
    input: record({ key_id: keyById, alias: newName, sequence }, { key_id: "key", alias: "name" }),
    fieldErrors: aliasErrors,
    output: aliasReply,
    secretFields: [],
    refusals: ["aliasObjectReserved", "aliasObjectTaken", "aliasQuotaReached"],
    example: { key_id: "0d0466b0-e727-4d9c-b35d-f84bb474a37f", alias: "alias/payments" },
  },
  associateAlias: {
    method: "POST",
    path: "/v1.0/:project_id/kms/alias/associate",
    input: record({ target_key_id: keyById, alias: objectName, sequence }, { target_key_id: "key", alias: "name" }),
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
    input: record(
      { key_id: keyById, aliases: z.array(objectName).min(1).max(ALIASES_PER_KEY_MAX), sequence },
      { key_id: "key", aliases: "names" },
    ),
    fieldErrors: aliasErrors,
    output: noContent,
    secretFields: [],
    refusals: ["aliasObjectNotFound"],
    example: { key_id: "0d0466b0-e727-4d9c-b35d-f84bb474a37f", aliases: ["alias/payments"] },
  },
  listAliases: {
    method: "GET",
    path: "/v1.0/:project_id/kms/aliases",
    input: record({ key_id: optional(keyId), ...offsetInput }),
    output: aliasList,
    secretFields: [],
  },
} as const satisfies Record<string, DoorRow>;
