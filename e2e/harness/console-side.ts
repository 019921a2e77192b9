/** The console's side of the API: requests that show its secret, as its server sends them for a browser. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ApiClient, passwordRequest, type Reply, type Scope } from "./api-client";
import type { SharedProduct } from "./shared-product";

export type Browser = { readonly ip?: string; readonly agent?: string };

export class ConsoleSide extends ApiClient {
  constructor(
    readonly product: Pick<SharedProduct, "apiUrl" | "dataDir">,
    token = "",
    projectId = "",
    readonly browser: Browser = {},
  ) {
    super(product.apiUrl, token, projectId);
  }

  override send(method: string, path: string, body?: BodyInit, headers: Record<string, string> = {}): Promise<Reply> {
    const secret = readFileSync(join(this.product.dataDir, "secrets", "console-secret"), "utf8").trim();
    const { ip, agent } = this.browser;
    const own = { "X-Kms-Console": secret, ...(ip && { "X-Forwarded-For": ip }), ...(agent !== undefined && { "User-Agent": agent }) };
    return super.send(method, path, body, { ...own, ...headers });
  }

  /** The same browser with a token that was exchanged from its own. */
  async exchange(scope: Scope): Promise<ConsoleSide> {
    const body = { auth: { identity: { methods: ["token"], token: { id: this.token } }, ...(scope && { scope }) } };
    return this.#hold(await this.send("POST", "/v3/auth/tokens", JSON.stringify(body)));
  }

  /** Signs in by password, as the sign-in page does it. */
  static async signIn(
    product: Pick<SharedProduct, "apiUrl" | "dataDir">,
    who: { readonly account: string; readonly userName: string; readonly password: string },
    scope?: Scope,
    browser: Browser = {},
  ): Promise<ConsoleSide> {
    const side = new ConsoleSide(product, "", "", browser);
    const { account, userName: name, password } = who;
    return side.#hold(await side.send("POST", "/v3/auth/tokens", JSON.stringify(passwordRequest({ account, name, password }, scope))));
  }

  #hold(reply: Reply): ConsoleSide {
    if (reply.status !== 201) throw new Error(`no token: ${reply.status} ${JSON.stringify(reply.body)}`);
    return new ConsoleSide(this.product, reply.headers.get("x-subject-token") ?? "", reply.body.token.project?.id ?? "", this.browser);
  }
}
