/** The OpenAPI 3.1 document of this product: the catalog of operations and the few other routes, in one fixed order. */
import { REST_OPERATION_NAMES, restRow } from "#lib/wire/catalog";
import type { JsonSchema, OpenApiDocument, OperationObject } from "./document-shape";
import { ErrorResponses } from "./error-responses";
import { toFixedOperation } from "./fixed-operation";
import { FIXED_ROUTES } from "./fixed-routes";
import { NOUNS } from "./nouns";
import { PROJECT_ID, toOperationObject, toTemplate } from "./operation-object";

const DESCRIPTION = [
  "Customer master keys in a hardware security module, for any client of this API family.",
  'Numbers may be sent as JSON numbers or as decimal text. For an optional field, `""` and `null` mean the same as leaving it out.',
  "Unknown fields are ignored. Every answer carries `X-Request-Id`; quote it when you report a fault.",
].join(" ");

/** @param apiUrl public URL of the API, without a slash at its end */
export function renderDocument(apiUrl: string): OpenApiDocument {
  const errors = new ErrorResponses();
  const paths: Record<string, Record<string, OperationObject>> = {};
  const schemas: Record<string, JsonSchema> = {};
  const add = (path: string, method: string, made: { operation: OperationObject; shared: Record<string, JsonSchema> }) => {
    paths[path] = { ...paths[path], [method.toLowerCase()]: made.operation };
    Object.assign(schemas, made.shared);
  };
  for (const name of REST_OPERATION_NAMES) {
    const row = restRow(name);
    const made = toOperationObject(name, row, errors);
    add(toTemplate(row.path), row.method, made);
    if (row.alsoAt === undefined) continue;
    const older = { ...made.operation, operationId: `${name}AtOlderPath`, deprecated: true };
    add(toTemplate(row.alsoAt), row.method, { ...made, operation: older });
  }
  for (const route of FIXED_ROUTES) add(route.path, route.method, toFixedOperation(route, errors));
  const { schemas: errorSchemas, ...ofErrors } = errors.components();
  return {
    openapi: "3.1.1",
    info: { title: "KMS Console API", version: "1.0", summary: "Keys in a hardware security module, over REST", description: DESCRIPTION },
    servers: [{ url: apiUrl }],
    tags: Object.entries(NOUNS).map(([name, { description }]) => ({ name, description })),
    paths,
    components: {
      schemas: { Absent: ABSENT_SCHEMA, ...errorSchemas, ...schemas },
      parameters: { ProjectId: PROJECT_ID },
      headers: HEADERS,
      securitySchemes: SECURITY,
      ...ofErrors,
    },
  };
}

const ABSENT_SCHEMA: JsonSchema = { enum: ["", null], description: "Means the same as leaving the field out" };

const HEADERS = {
  RequestId: {
    description: "ID of this request, also in its trace",
    required: true,
    schema: { type: "string", pattern: "^[0-9a-f]{32}$" },
  },
  RetryAfter: { description: "Seconds to wait", required: true, schema: { type: "string", pattern: "^[0-9]+$" } },
  SubjectToken: { description: "The token", required: true, schema: { type: "string", minLength: 1 } },
};

const SECURITY = {
  token: { type: "apiKey", in: "header", name: "X-Auth-Token", description: "A token of POST /v3/auth/tokens; it lives for 24 hours" },
  signature: {
    type: "apiKey",
    in: "header",
    name: "Authorization",
    description: "SDK-HMAC-SHA256 signature of the request with an access key, together with X-Sdk-Date",
  },
  signatureDate: {
    type: "apiKey",
    in: "header",
    name: "X-Sdk-Date",
    description: "Time of the signature, YYYYMMDDTHHMMSSZ in UTC, at most 15 minutes off",
  },
};
