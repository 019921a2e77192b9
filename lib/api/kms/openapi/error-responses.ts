/** Refusals → responses with their schema and examples, made by the very function that makes the bodies. */

import { ERRORS, type ErrorCode, KmsError } from "#lib/domain/errors";
import { errorBody } from "#lib/wire/error-body";
import { kmsCodeOf, statusOf } from "#lib/wire/kms/errors";
import { type JsonSchema, type OpenApiDocument, type Reference, type Response, refTo } from "./document-shape";

const EXAMPLE_REQUEST_ID = "4f1c0b6f5d6e4e0f9f3a7d2b8c1e6a90";
const REASONS: Readonly<Record<string, string>> = {
  400: "The request, or the state of what it is about, does not allow it.",
  401: "Nobody is signed in: the token or the signature is missing, wrong or no longer valid.",
  403: "The caller may not do this.",
  404: "What the request is about does not exist for this caller.",
  409: "The name is taken.",
  429: "Too many requests; try again after the pause that Retry-After names.",
  500: "A fault on our side.",
  503: "The service cannot answer at the moment; try again.",
};

/** Whether errors of this route have Keystone's members too. */
export function isIdentityPath(path: string): boolean {
  return path.startsWith("/v3");
}

/** Responses by status; those of one status other than 400 are shared by all operations that refuse alike. */
export class ErrorResponses {
  readonly #shared = new Map<string, Response>();
  readonly #examples = new Map<string, { summary: string; value: unknown }>();

  of(path: string, codes: readonly ErrorCode[]): Record<string, Response | Reference> {
    const byStatus = new Map<number, ErrorCode[]>();
    for (const code of codes) byStatus.set(statusOf(code), [...(byStatus.get(statusOf(code)) ?? []), code]);
    const responses = [...byStatus].map(([status, given]): [string, Response | Reference] => [
      String(status),
      status === 400 ? this.#response(path, status, given) : this.#sharedResponse(path, status, given),
    ]);
    return Object.fromEntries(responses);
  }

  /** What the references of `of` point to. */
  components(): Pick<OpenApiDocument["components"], "responses" | "examples"> & { schemas: Record<string, JsonSchema> } {
    return {
      responses: Object.fromEntries([...this.#shared].sort(byName)),
      examples: Object.fromEntries([...this.#examples].sort(byName)),
      schemas: { Error: errorSchema(false), KeystoneError: errorSchema(true) },
    };
  }

  #sharedResponse(path: string, status: number, codes: readonly ErrorCode[]): Reference {
    const name = codes.join("_or_") + (isKeystone(path, status) && status !== 401 ? "_v3" : "");
    if (!this.#shared.has(name)) this.#shared.set(name, this.#response(path, status, codes));
    return refTo("responses", name);
  }

  #response(path: string, status: number, codes: readonly ErrorCode[]): Response {
    const wires = [...new Set(codes.map((code) => kmsCodeOf(code)))];
    const examples = codes.map((code): [string, Reference] => [code, this.#example(path, code)]);
    return {
      description: REASONS[status] ?? "Refused.",
      headers: {
        "X-Request-Id": refTo("headers", "RequestId"),
        ...((status === 429 || status === 503) && { "Retry-After": refTo("headers", "RetryAfter") }),
      },
      content: {
        "application/json": {
          schema: {
            allOf: [
              refTo("schemas", isKeystone(path, status) ? "KeystoneError" : "Error"),
              { properties: { error_code: { enum: wires } } },
            ],
          },
          examples: Object.fromEntries(examples),
        },
      },
    };
  }

  #example(path: string, code: ErrorCode): Reference {
    const name = isKeystone(path, statusOf(code)) && statusOf(code) !== 401 ? `${code}_v3` : code;
    if (!this.#examples.has(name)) {
      const value = errorBody(new KmsError(code), EXAMPLE_REQUEST_ID, isIdentityPath(path));
      this.#examples.set(name, { summary: ERRORS[code].message, value });
    }
    return refTo("examples", name);
  }
}

function isKeystone(path: string, status: number): boolean {
  return isIdentityPath(path) || status === 401;
}

function byName([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}

function errorSchema(isKeystoneToo: boolean): JsonSchema {
  const flat = {
    error_code: { type: "string", pattern: "^(KMS|IAM|APIGW)\\.[0-9]{4}$", description: "What clients match on" },
    error_msg: { type: "string", description: "For people; it may change" },
    request_id: { type: "string", description: "The same as in X-Request-Id" },
  };
  const keystone = {
    code: { type: "integer", description: "The HTTP status" },
    message: { type: "string" },
    title: { type: "string" },
  };
  const closed = (properties: JsonSchema) => ({
    type: "object",
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  });
  return {
    description: isKeystoneToo ? "Refusal of the identity API, and every 401: also in Keystone's shape" : "Refusal",
    ...closed({ error: closed(isKeystoneToo ? { ...keystone, ...flat } : flat), ...flat }),
  };
}
