/**
 * A plain HTTP client of the API, as a stranger would write it from the reference: no code of the product.
 * Every reply that it sees is held against the product's OpenAPI document.
 */
import { documentOf } from "./documented-replies";

export type Reply = {
  readonly status: number;
  readonly headers: Headers;
  /** What JSON says; of another type the text itself, and null of none. */
  // biome-ignore lint/suspicious/noExplicitAny: a reply is whatever the server says; the assertions find out.
  readonly body: any;
  /** `error.error_code`, or "" */
  readonly code: string;
};

export type Scope = { project: { id: string } | { name: string } } | { domain: { name: string } } | undefined;

export class ApiClient {
  constructor(
    readonly apiUrl: string,
    readonly token: string = "",
    readonly projectId: string = "",
  ) {}

  async send(method: string, path: string, body?: BodyInit, headers: Record<string, string> = {}): Promise<Reply> {
    const auth: Record<string, string> = this.token === "" ? {} : { "X-Auth-Token": this.token };
    const response = await fetch(`${this.apiUrl}${path}`, {
      method,
      headers: { "Content-Type": "application/json", ...auth, ...headers },
      ...(body !== undefined && { body }),
    });
    const text = await response.text();
    (await documentOf(this.apiUrl)).check({ method, path, status: response.status, headers: response.headers, text });
    const isJson = response.headers.get("content-type")?.startsWith("application/json");
    const parsed = text === "" ? null : isJson ? JSON.parse(text) : text;
    return { status: response.status, headers: response.headers, body: parsed, code: parsed?.error?.error_code ?? "" };
  }

  /** `verb` as in the reference, for example `create-key`. */
  call(verb: string, input: unknown = {}): Promise<Reply> {
    return this.send("POST", `/v1.0/${this.projectId}/kms/${verb}`, typeof input === "string" ? input : JSON.stringify(input));
  }

  /** Creates a key and gives its ID. */
  async createKey(alias: string, more: Record<string, unknown> = {}): Promise<string> {
    const reply = await this.call("create-key", { key_alias: alias, ...more });
    if (reply.status !== 200) throw new Error(`create-key: ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply.body.key_info.key_id;
  }
}

/** Signs in with a password. @returns a client with the token and the project of its scope */
export async function signIn(apiUrl: string, who: { account: string; name: string; password: string }, scope: Scope): Promise<ApiClient> {
  const reply = await requestToken(apiUrl, passwordRequest(who, scope));
  if (reply.status !== 201) throw new Error(`sign-in: ${reply.status} ${JSON.stringify(reply.body)}`);
  return new ApiClient(apiUrl, reply.headers.get("x-subject-token") ?? "", reply.body.token.project?.id ?? "");
}

export function passwordRequest(who: { account: string; name: string; password: string }, scope: Scope) {
  const user = { name: who.name, password: who.password, domain: { name: who.account } };
  return { auth: { identity: { methods: ["password"], password: { user } }, ...(scope && { scope }) } };
}

export function requestToken(apiUrl: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply> {
  return new ApiClient(apiUrl).send("POST", "/v3/auth/tokens", JSON.stringify(body), headers);
}
