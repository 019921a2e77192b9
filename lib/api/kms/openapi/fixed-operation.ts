/** A route that is no operation of the catalog → an OpenAPI operation. */
import { type OperationObject, type Parameter, type Response, refTo } from "./document-shape";
import { type ErrorResponses, isIdentityPath } from "./error-responses";
import type { FixedRoute } from "./fixed-routes";
import { nounOf } from "./nouns";
import { SIGNED_IN } from "./operation-object";
import { EDGE_REFUSALS, inTableOrder } from "./refusals";
import { toReplySchema, toRequestSchema, type WireSchema } from "./wire-schema";

/** @returns the operation, and the schemas that it refers to, by their ids */
export function toFixedOperation(route: FixedRoute, errors: ErrorResponses) {
  const { request, success, otherwise } = route;
  const input = request === undefined ? null : toRequestSchema(request.schema, request.secretFields);
  const output = success.body === null || typeof success.body === "string" ? null : toReplySchema(success.body, []);
  const refusals = errors.of(route.path, inTableOrder([...EDGE_REFUSALS, ...route.refusals]));
  const operation: OperationObject = {
    operationId: route.operationId,
    summary: route.summary,
    tags: [nounOf(null, route.path)],
    parameters: [
      ...(route.subjectToken === undefined ? [] : [{ ...SUBJECT_TOKEN, required: route.subjectToken === "required" }]),
      ...Object.entries(route.headers ?? {}).map(
        ([name, description]): Parameter => ({ name, in: "header", required: true, description, schema: { type: "string" } }),
      ),
      ...(route.query ?? []).map((name): Parameter => ({ name, in: "query", required: false, schema: { type: "string" } })),
    ],
    ...(request !== undefined && {
      requestBody: { required: true, content: { "application/json": { schema: input?.schema ?? {}, example: request.example } } },
    }),
    responses: {
      [success.status]: successResponse(route, output),
      ...refusals,
      ...(otherwise !== undefined && {
        [otherwise.status]: {
          description: "Not ready.",
          headers: HEADERS,
          content: {
            "application/json": { schema: { anyOf: [toReplySchema(otherwise.body, []).schema, refTo("schemas", errorName(route))] } },
          },
        },
      }),
    },
    security: route.isPublic === true ? [] : SIGNED_IN.slice(0, route.maySign === true ? 2 : 1),
  };
  return { operation, shared: { ...input?.shared, ...output?.shared } };
}

const HEADERS = { "X-Request-Id": refTo("headers", "RequestId") };

const SUBJECT_TOKEN: Parameter = {
  name: "X-Subject-Token",
  in: "header",
  required: true,
  description: "The token that the call is about; where it need not be named, it is that of X-Auth-Token",
  schema: { type: "string" },
};

function errorName(route: FixedRoute): string {
  return isIdentityPath(route.path) ? "KeystoneError" : "Error";
}

function successResponse(route: FixedRoute, output: WireSchema | null): Response {
  const { body } = route.success;
  return {
    description: "Done.",
    headers: { ...HEADERS, ...(route.givesToken === true && { "X-Subject-Token": refTo("headers", "SubjectToken") }) },
    ...(typeof body === "string" && { content: { [body]: { schema: { type: "string" } } } }),
    ...(output !== null && { content: { "application/json": { schema: output.schema } } }),
  };
}
