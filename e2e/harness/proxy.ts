/** A proxy as people put in front: it takes turns among several backends, and passes on whatever Host it was set up to. */
import { createServer, request as httpRequest } from "node:http";
import { freePort } from "#lib/runtime/processes/free-port";

export type FrontProxy = {
  readonly url: string;
  /** From then on, each request goes to the next of these. */
  backends: readonly string[];
  /** The Host header that a backend sees, from the client's and the backend's own; null for none that names anything. */
  hostFor: (client: string, backend: string) => string;
  close(): Promise<void>;
};

export async function startProxy(): Promise<FrontProxy> {
  const port = await freePort();
  let turn = 0;
  const server = createServer((incoming, outgoing) => {
    const backend = new URL(proxy.backends[turn++ % proxy.backends.length] ?? "");
    const headers = { ...incoming.headers, host: proxy.hostFor(incoming.headers.host ?? "", backend.host) };
    const passed = httpRequest({
      host: backend.hostname,
      port: backend.port,
      method: incoming.method,
      path: incoming.url,
      headers,
      agent: false,
    });
    passed.on("response", (reply) => {
      outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(outgoing);
    });
    passed.on("error", () => outgoing.writeHead(502).end());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => void server.listen(port, "127.0.0.1", resolve));
  const proxy: FrontProxy = {
    url: `http://127.0.0.1:${port}`,
    backends: [],
    hostFor: (client) => client,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return proxy;
}
