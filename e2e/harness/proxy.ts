/**
 * A proxy as people put in front, or a browser is told of: it takes turns among several backends, passes on whatever it was set up to, and
 * loses answers.
 */
import { createServer, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { freePort } from "./free-port";

export type FrontProxy = {
  readonly url: string;
  /** From then on, each request goes to the next of these. */
  backends: readonly string[];
  /** The Host header that a backend sees, from the client's and the backend's own; null for none that names anything. */
  hostFor: (client: string, backend: string) => string;
  /** What it makes of the headers that are passed on. */
  headersFor: (headers: IncomingHttpHeaders) => IncomingHttpHeaders;
  /** Whether the answer to a request is lost once the backend has given it: the client gets a page of the proxy's own, status 504. */
  loses: (request: IncomingMessage) => boolean;
  close(): Promise<void>;
};

export async function startProxy(): Promise<FrontProxy> {
  const port = await freePort();
  let turn = 0;
  const server = createServer((incoming, outgoing) => {
    const backend = new URL(proxy.backends[turn++ % proxy.backends.length] ?? "");
    const headers = { ...proxy.headersFor(incoming.headers), host: proxy.hostFor(incoming.headers.host ?? "", backend.host) };
    const passed = httpRequest({
      host: backend.hostname,
      port: backend.port,
      method: incoming.method,
      // A browser that knows of the proxy names the whole address.
      path: incoming.url?.replace(/^http:\/\/[^/]+/, ""),
      headers,
      agent: false,
    });
    passed.on("response", (reply) => {
      if (proxy.loses(incoming)) {
        reply.resume();
        outgoing.writeHead(504, { "content-type": "text/html" }).end("<h1>504 Gateway Time-out</h1>");
        return;
      }
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
    headersFor: (headers) => headers,
    loses: () => false,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return proxy;
}
