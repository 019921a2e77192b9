/** A row of the catalog → an OpenAPI operation. */
import { HEX_ID_PATTERN } from "#lib/domain/ids";
import { KEY_STATES } from "#lib/domain/key-state";
import type { RestRow } from "#lib/wire/catalog";
import { hasNoBody } from "#lib/wire/door-row";
import { type JsonSchema, type OperationObject, type Parameter, type Reference, refTo } from "./document-shape";
import type { ErrorResponses } from "./error-responses";
import { nounOf } from "./nouns";
import { refusalsOf } from "./refusals";
import { present, toReplySchema, toRequestSchema, type WireSchema } from "./wire-schema";

/** By token, or by the two headers of a signature together. */
export const SIGNED_IN = [{ token: [] }, { signature: [], signatureDate: [] }] as const;

/** `:name` of the router → `{name}` of the document. */
export function toTemplate(path: string): string {
  return path.replace(/:([A-Za-z_]+)(\([^)]*\))?/g, "{$1}");
}

export function parametersOf(template: string): string[] {
  return [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);
}

/** @returns the operation, and the schemas that it refers to, by their ids */
export function toOperationObject(name: string, row: RestRow, errors: ErrorResponses) {
  const input = toRequestSchema(row.input, row.secretFields);
  const output = row.status === 204 ? null : toReplySchema(row.output, row.secretFields);
  const template = toTemplate(row.path);
  const operation: OperationObject = {
    operationId: name,
    summary: row.summary,
    tags: [nounOf(row.permission, template)],
    parameters: parameters(row, template, input.schema),
    ...requestBody(row, template, input),
    responses: {
      [row.status ?? 200]: {
        description: "Done.",
        headers: { "X-Request-Id": refTo("headers", "RequestId") },
        ...(output !== null && { content: Object.fromEntries(contentTypesOf(row).map((type) => [type, { schema: output.schema }])) }),
      },
      ...errors.of(template, refusalsOf(row, input)),
    },
    security: SIGNED_IN,
    ...extensions(row),
  };
  return { operation, shared: { ...input.shared, ...output?.shared } };
}

/** Without their parameters. */
function contentTypesOf({ stream }: RestRow): string[] {
  return stream?.contentTypes.map((type) => type.split(";", 1)[0] as string) ?? ["application/json"];
}

function extensions(row: RestRow) {
  return {
    ...(row.permission !== null && { "x-kms-permission": toPermissions(row) }),
    "x-kms-trace": row.traceName,
    ...(row.effect === "read" && row.isTracedRead !== true && { "x-kms-trace-if": "refused" }),
    ...(row.grantable !== undefined && { "x-kms-grantable": row.grantable }),
    ...(row.byGrantRole !== undefined && { "x-kms-grant-role": row.byGrantRole }),
    ...(row.subject === "key" && {
      "x-kms-states": row.allowedStates.map((state) => KEY_STATES[state].label),
      "x-kms-default-keys": row.defaultKeys,
    }),
  };
}

/** One, or where a field of the input chooses, all that it chooses among. */
function toPermissions({ permission, permissionBy }: RestRow): string | null {
  return permissionBy === undefined ? permission : [...new Set(Object.values(permissionBy.permissions))].join(", ");
}

/** The project of the call is no field of the input; every other parameter of the path is one. */
function isScope(row: RestRow, name: string): boolean {
  return name === "project_id" && row.subject !== "account";
}

function parameters(row: RestRow, template: string, input: JsonSchema): (Parameter | Reference)[] {
  const members = (input.properties ?? {}) as Record<string, JsonSchema>;
  const inPath = parametersOf(template);
  const required = (input.required ?? []) as string[];
  const inQuery = hasNoBody(row) ? Object.keys(members).filter((name) => !inPath.includes(name)) : [];
  return [
    ...inPath.map((name) =>
      isScope(row, name) ? refTo("parameters", "ProjectId") : parameter(name, "path", true, members[name] ?? { type: "string" }),
    ),
    ...inQuery.map((name) => parameter(name, "query", required.includes(name), members[name] as JsonSchema)),
  ];
}

function parameter(name: string, where: "path" | "query", required: boolean, schema: JsonSchema): Parameter {
  const { description, ...rest } = present(schema);
  return { name, in: where, required, ...(typeof description === "string" && { description }), schema: rest };
}

function requestBody(row: RestRow, template: string, { schema }: WireSchema): Pick<OperationObject, "requestBody"> {
  if (hasNoBody(row)) return {};
  const inPath = parametersOf(template);
  const body = without(schema, inPath);
  const isSaidInPath = Object.keys(schema.properties ?? {}).length > 0 || row.method === "DELETE";
  if (isSaidInPath && Object.keys(body.properties ?? {}).length === 0) return {};
  const content = { "application/json": { schema: body, ...(row.example !== undefined && { example: row.example }) } };
  return { requestBody: { required: ((body.required ?? []) as string[]).length > 0, content } };
}

function without(schema: JsonSchema, names: readonly string[]): JsonSchema {
  if (schema.properties === undefined) return schema;
  const { properties, required, ...rest } = schema;
  const members = Object.entries(properties as JsonSchema).filter(([name]) => !names.includes(name));
  const needed = ((required ?? []) as string[]).filter((name) => !names.includes(name));
  return { ...rest, properties: Object.fromEntries(members), ...(needed.length > 0 && { required: needed }) };
}

/** The project that every call about keys names. */
export const PROJECT_ID: Parameter = {
  name: "project_id",
  in: "path",
  required: true,
  description: "The caller's own project: that of the token, or of the signature",
  schema: { type: "string", pattern: HEX_ID_PATTERN.source },
};
