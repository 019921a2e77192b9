/** One HTTP request exactly as given: `fetch` would refuse some headers, drop others, and sends no body with GET. */
import { request } from "node:http";
import type { Reply } from "./api-client";

/**
 * @param headers names and values in turn, where one comes twice; else an object
 * @param from an address of the loopback network, such as 127.0.0.2
 */
export function sendRaw(
  apiUrl: string,
  method: string,
  target: string,
  headers: Readonly<Record<string, string>> | readonly string[],
  body?: string,
  from?: string,
): Promise<Reply> {
  const { hostname, port } = new URL(apiUrl);
  return new Promise((resolve, reject) => {
    const flat = Array.isArray(headers) ? headers : Object.entries(headers).flat();
    const length = body === undefined ? [] : ["Content-Length", String(Buffer.byteLength(body))];
    const outgoing = request(
      {
        hostname,
        port,
        method,
        path: target,
        headers: [...flat, ...length],
        agent: false,
        setHost: false,
        ...(from !== undefined && { localAddress: from }),
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("error", reject);
        incoming.on("end", () => {
          const text = Buffer.concat(chunks).toString();
          const parsed = text === "" ? null : JSON.parse(text);
          const received = new Headers(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
          resolve({ status: incoming.statusCode ?? 0, headers: received, body: parsed, code: parsed?.error?.error_code ?? "" });
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
