/** One request with exactly these bytes: methods, bodies and headers that `fetch` would not send. */
import { Agent, request } from "node:http";
import type { RandomRequest } from "./random-request";

const agent = new Agent({ keepAlive: true, maxSockets: 4 });

export type RawReply = { readonly status: number; readonly headers: Headers; readonly text: string };

/** @throws Error when no whole reply comes back */
export function sendRaw(apiUrl: string, { method, path, headers, body }: RandomRequest): Promise<RawReply> {
  return new Promise((resolve, reject) => {
    const length = body === null ? {} : { "Content-Length": String(body.length) };
    const sent = request(apiUrl, { method, path, headers: { ...headers, ...length }, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const pairs = Object.entries(response.headersDistinct).flatMap(([name, values]) =>
          (values ?? []).map((value): [string, string] => [name, value]),
        );
        resolve({ status: response.statusCode ?? 0, headers: new Headers(pairs), text: Buffer.concat(chunks).toString() });
      });
    });
    sent.on("error", reject);
    sent.end(body ?? undefined);
  });
}

/** Ends the connections that wait for a next request. */
export function closeRaw(): void {
  agent.destroy();
}
