/**
 * Holds every reply that a test sees against the product's own OpenAPI document: status, headers and body.
 * Invariant: a documented route answers as documented and in no other way; any other route only says that it is none.
 */
import Ajv2020, { type ValidateFunction } from "ajv/dist/2020.js";

export type SeenReply = {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
};

type Json = Record<string, unknown>;
type Operation = Json & { operationId: string; responses: Record<string, Json> };

/** Of a reply of a route, or of a method, that the document does not know. */
const UNDOCUMENTED = [400, 404, 405];

export class ApiDocument {
  readonly #ajv = new Ajv2020({ strict: false, validateFormats: false });
  readonly #checks = new Map<string, ValidateFunction>();
  readonly #routes: { parts: string[]; path: string }[];

  constructor(readonly json: Json & { paths: Record<string, Record<string, Operation>> }) {
    this.#ajv.addSchema(json, "document", undefined, false);
    this.#routes = Object.keys(json.paths).map((path) => ({ path, parts: path.split("/") }));
  }

  /** @throws Error that names the operation and what does not fit */
  check(reply: SeenReply): void {
    const path = this.#find(reply.path);
    const method = reply.method.toLowerCase();
    const item = path === null ? undefined : this.json.paths[path];
    const operation = item?.[method] ?? (method === "head" ? item?.get : undefined);
    const named = `${reply.method} ${path ?? reply.path.split("?")[0]}${operation ? ` (${operation.operationId})` : ""}`;
    const wrong = operation === undefined || path === null ? this.#undocumented(reply) : this.#documented(reply, path, operation);
    if (wrong !== null)
      throw new Error(`The reply to ${named} is not as documented: ${reply.status}: ${wrong}\n${reply.text.slice(0, 500)}`);
  }

  /** What a reference within the document points to, and its place. */
  resolve(pointer: string): { pointer: string; value: Json } {
    const names = pointer
      .split("/")
      .slice(1)
      .map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
    const value = names.reduce<unknown>((part, name) => (part as Json)[name], this.json) as Json;
    return typeof value.$ref === "string" ? this.resolve(value.$ref.slice(1)) : { pointer, value };
  }

  /** Template of a path; the one with the most literal parts counts. */
  #find(path: string): string | null {
    const parts = (path.split("?")[0] ?? "").split("/");
    const fitting = this.#routes.filter(
      (route) => route.parts.length === parts.length && route.parts.every((part, index) => part.startsWith("{") || part === parts[index]),
    );
    const literals = (route: { parts: string[] }) => route.parts.filter((part) => !part.startsWith("{")).length;
    return fitting.sort((one, other) => literals(other) - literals(one))[0]?.path ?? null;
  }

  #undocumented(reply: SeenReply): string | null {
    if (!UNDOCUMENTED.includes(reply.status)) return `only ${UNDOCUMENTED.join(", ")} may come from where nothing is documented`;
    if (!reply.headers.get("x-request-id")) return "no X-Request-Id";
    if (reply.method === "HEAD") return null;
    // What cannot even be read as a request has no path yet, and is refused in the plain shape.
    const names = reply.path.startsWith("/v3") && reply.status !== 400 ? ["KeystoneError"] : ["Error", "KeystoneError"];
    const wrong = names.map((name) => this.#body(reply, `/components/schemas/${name}`));
    return wrong.includes(null) ? null : (wrong[0] ?? null);
  }

  #documented(reply: SeenReply, path: string, operation: Operation): string | null {
    if (operation.responses[reply.status] === undefined)
      return `the documented statuses are ${Object.keys(operation.responses).join(", ")}`;
    const method = this.json.paths[path]?.[reply.method.toLowerCase()] ? reply.method.toLowerCase() : "get";
    const { pointer, value } = this.resolve(`/paths/${path.replaceAll("/", "~1")}/${method}/responses/${reply.status}`);
    for (const [name, header] of Object.entries((value.headers ?? {}) as Record<string, Json>)) {
      const { schema } = this.resolve(String(header.$ref).slice(1)).value as { schema: { pattern?: string } };
      const given = reply.headers.get(name);
      if (given === null || !new RegExp(schema.pattern ?? "").test(given))
        return `the header ${name} is ${given === null ? "missing" : "wrong"}`;
    }
    if (reply.method === "HEAD") return reply.text === "" ? null : "a reply to HEAD has no body";
    const [type] = Object.keys(value.content ?? {});
    if (type === undefined) return reply.text === "" ? null : "there should be no body";
    if (!(reply.headers.get("content-type") ?? "").startsWith(type)) return `the content type is not ${type}`;
    return type === "application/json" ? this.#body(reply, `${pointer}/content/application~1json/schema`) : null;
  }

  #body(reply: SeenReply, pointer: string): string | null {
    const check = this.#checks.get(pointer) ?? this.#ajv.compile({ $ref: `document#${encodeURI(pointer)}` });
    this.#checks.set(pointer, check);
    try {
      if (check(JSON.parse(reply.text))) return null;
    } catch {
      return "the body is not JSON";
    }
    return this.#ajv.errorsText(check.errors, { dataVar: "body" });
  }
}

const documents = new Map<string, Promise<ApiDocument>>();

/** The document of a running product; it is fetched once. */
export function documentOf(apiUrl: string): Promise<ApiDocument> {
  const kept = documents.get(apiUrl) ?? fetchDocument(apiUrl);
  documents.set(apiUrl, kept);
  // A product that is just going away answers the next test's question, not this one's.
  kept.catch(() => documents.delete(apiUrl));
  return kept;
}

async function fetchDocument(apiUrl: string): Promise<ApiDocument> {
  const response = await fetch(`${apiUrl}/openapi.json`);
  if (response.status !== 200) throw new Error(`/openapi.json: ${response.status} ${await response.text()}`);
  return new ApiDocument((await response.json()) as ConstructorParameters<typeof ApiDocument>[0]);
}
