/** A browser's share of the console, without a browser: cookies, sign-in as next-auth's own page does it, and server actions. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

export class ConsoleClient {
  readonly cookies = new Map<string, string>();

  constructor(
    readonly address: string,
    /** What the browser believes its page's address to be. */
    readonly origin = address,
    /** Sent with every request. */
    readonly own: Readonly<Record<string, string>> = {},
  ) {}

  async send(method: string, path: string, body?: string, headers: Record<string, string> = {}): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(this.address + path, {
      method,
      headers: {
        ...(method === "GET" ? {} : { origin: this.origin }),
        ...(cookie && { cookie }),
        connection: "close",
        ...this.own,
        ...headers,
      },
      redirect: "manual",
      ...(body !== undefined && { body }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "") this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  async signIn(credentials: { account: string; userName: string; password: string }): Promise<Response> {
    const { csrfToken } = (await (await this.send("GET", "/api/auth/csrf")).json()) as { csrfToken: string };
    const form = new URLSearchParams({ ...credentials, csrfToken, callbackUrl: this.address, json: "true" });
    return this.send("POST", "/api/auth/callback/credentials", String(form), { "content-type": "application/x-www-form-urlencoded" });
  }

  /** @param path of a page that has the action @returns what the browser gets, for it to read the action's result from */
  callAction(path: string, action: string, args: unknown[]): Promise<Response> {
    return this.send("POST", path, JSON.stringify(args), {
      "next-action": actionId(action),
      "content-type": "text/plain;charset=UTF-8",
      accept: "text/x-component",
    });
  }
}

/** What the build knows of its server actions, by the names it gave them. */
function builtActions(): Record<string, { exportedName: string }> {
  const path = join(import.meta.dirname, "../../.next/server/server-reference-manifest.json");
  return (JSON.parse(readFileSync(path, "utf8")) as { node: Record<string, { exportedName: string }> }).node;
}

/** The names of all actions. */
export function actionIds(): string[] {
  return Object.keys(builtActions());
}

/** The name that the build gave to a server action. */
export function actionId(name: string): string {
  const found = Object.entries(builtActions()).find(([, { exportedName }]) => exportedName === name)?.[0];
  if (found === undefined) throw new Error(`the build has no action ${name}`);
  return found;
}
