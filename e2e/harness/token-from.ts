/** Asks for a token from an address of this machine's own network, each time by a connection of its own. */
import { request } from "node:http";

export type TokenAnswer = { readonly status: number; readonly token: string; readonly requestId: string; readonly retryAfter: string };

/**
 * @param address of the loopback network, such as 127.0.0.2
 * @param more method and headers, where it is not a POST of a body
 */
export function requestTokenFrom(
  address: string,
  apiUrl: string,
  body: unknown,
  more: { method?: string; headers?: Record<string, string> } = {},
): Promise<TokenAnswer> {
  const { hostname, port } = new URL(apiUrl);
  const text = body === undefined ? "" : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const headers = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text), ...more.headers };
    const call = request(
      { hostname, port, path: "/v3/auth/tokens", method: more.method ?? "POST", headers, agent: false, localAddress: address },
      (incoming) => {
        const header = (name: string) => String(incoming.headers[name] ?? "");
        incoming.resume().on("end", () =>
          resolve({
            status: incoming.statusCode ?? 0,
            token: header("x-subject-token"),
            requestId: header("x-request-id"),
            retryAfter: header("retry-after"),
          }),
        );
      },
    );
    call.on("error", reject);
    call.end(text);
  });
}

export function tokenRequest(id: string, scope?: object) {
  return { auth: { identity: { methods: ["token"], token: { id } }, ...(scope && { scope }) } };
}
