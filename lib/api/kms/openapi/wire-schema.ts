/**
 * Schemas of the catalog → JSON Schema 2020-12 as the wire sees it: requests before they are parsed, replies after.
 * Invariant: replies are closed (no other member than the named ones), requests are open (api-reference §0.4).
 */
import { z } from "zod";
import { ERRORS, type ErrorCode } from "#lib/domain/errors";
import { OPTIONAL_MARK } from "#lib/wire/field";
import { type JsonSchema, refTo } from "./document-shape";

/** For an optional field: what means the same as leaving it out. */
export const ABSENT = refTo("schemas", "Absent");

export type WireSchema = {
  readonly schema: JsonSchema;
  /** Schemas with an id of their own, by it; `schema` refers to them. */
  readonly shared: Readonly<Record<string, JsonSchema>>;
  /** Refusals that checks of the schema name themselves. */
  readonly refusals: ReadonlySet<ErrorCode>;
};

/** @param secrets names of members that are marked, wherever they are */
export function toRequestSchema(schema: z.ZodType, secrets: readonly string[]): WireSchema {
  return convert(schema, secrets, false);
}

/** @param secrets names of members that are marked, wherever they are */
export function toReplySchema(schema: z.ZodType, secrets: readonly string[]): WireSchema {
  return convert(schema, secrets, true);
}

function convert(schema: z.ZodType, secrets: readonly string[], isReply: boolean): WireSchema {
  const refusals = new Set<ErrorCode>();
  const options: Parameters<typeof z.toJSONSchema>[1] = {
    // The side of a codec that is outside, for requests and replies alike.
    io: "input",
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => {
      for (const code of refusalsNamedBy(zodSchema)) refusals.add(code);
      if (isReply && zodSchema instanceof z.ZodObject && zodSchema.def.catchall === undefined) jsonSchema.additionalProperties = false;
      const inner = readBehind(zodSchema);
      if (inner !== null) Object.assign(jsonSchema, outermost(z.toJSONSchema(inner, options) as JsonSchema), { ...jsonSchema });
    },
  };
  const { $schema, $defs, ...body } = z.toJSONSchema(schema, options) as JsonSchema;
  const tidy = (part: unknown) => tidied(part, new Set(secrets)) as JsonSchema;
  const shared = Object.fromEntries(Object.entries(($defs ?? {}) as Record<string, JsonSchema>).map(([id, part]) => [id, tidy(part)]));
  return { schema: tidy(body), shared, refusals };
}

/** What a codec that takes anything (`codecOf`) looks for in it; null for every other schema. */
function readBehind(schema: z.core.$ZodType): z.ZodType | null {
  if (!(schema instanceof z.ZodPipe)) return null;
  const outside = schema.in instanceof z.ZodOptional ? schema.in.unwrap() : schema.in;
  return outside instanceof z.ZodUnknown ? (schema.out as z.ZodType) : null;
}

function outermost({ $schema, ...schema }: JsonSchema): JsonSchema {
  return schema;
}

/** What `refused("code")` gave to a check; the check tells it for any value. */
function refusalsNamedBy(schema: { _zod: { def: { checks?: readonly unknown[] | undefined } } }): ErrorCode[] {
  return (schema._zod.def.checks ?? []).flatMap((check) => {
    const { error } = (check as { _zod: { def: { error?: (issue: object) => unknown } } })._zod.def;
    const code = error?.({});
    return typeof code === "string" && Object.hasOwn(ERRORS, code) ? [code as ErrorCode] : [];
  });
}

function tidied(part: unknown, secrets: ReadonlySet<string>): unknown {
  if (Array.isArray(part)) return part.map((member) => tidied(member, secrets));
  if (typeof part !== "object" || part === null) return part;
  const { [OPTIONAL_MARK]: isOptional, ...rest } = part as JsonSchema;
  const schema: JsonSchema = {};
  for (const [keyword, value] of Object.entries(rest)) {
    // The bounds of what a JavaScript number holds are nobody's limit.
    if ((keyword === "maximum" || keyword === "minimum") && Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER) continue;
    if (keyword === "$ref") schema.$ref = String(value).replace("#/$defs/", "#/components/schemas/");
    else if (keyword === "properties") schema.properties = tidiedMembers(value as JsonSchema, secrets);
    else schema[keyword] = isData(keyword) ? value : tidied(value, secrets);
  }
  return isOptional === true ? orAbsent(schema) : schema;
}

function isData(keyword: string): boolean {
  return ["enum", "const", "default", "example", "examples", "required"].includes(keyword);
}

function tidiedMembers(members: JsonSchema, secrets: ReadonlySet<string>): JsonSchema {
  const marked = Object.entries(members).map(([name, member]) => {
    const schema = tidied(member, secrets) as JsonSchema;
    return [name, secrets.has(name) ? { ...schema, "x-kms-secret": true } : schema];
  });
  return Object.fromEntries(marked);
}

function orAbsent({ description, ...schema }: JsonSchema): JsonSchema {
  return { anyOf: [schema, ABSENT], ...(description !== undefined && { description }) };
}

/** The schema without the ways to say "absent"; for parameters, which are then left out. */
export function present(schema: JsonSchema): JsonSchema {
  const { anyOf, ...rest } = schema;
  if (!Array.isArray(anyOf)) return schema;
  const [first, ...others] = anyOf.filter((choice) => (choice as JsonSchema).$ref !== ABSENT.$ref);
  return others.length === 0 ? { ...(first as JsonSchema), ...rest } : { ...rest, anyOf: [first, ...others] };
}
