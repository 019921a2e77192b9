/** The console's process: Next.js in production mode behind Node's own server. It is given neither a PIN nor a database URL. */
import { readFileSync } from "node:fs";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import next from "next";
import { runChild } from "./child-link";
import { createHeaderWatch } from "./console-headers";
import { readEnv } from "./env";
import { createLog } from "./log";
import { productRoot } from "./product-files";
import { refuseUnservable } from "./unservable";

await runChild(async () => {
  const env = readEnv(process.env);
  const log = createLog(env.logLevel, "console");
  const app = next({ dev: false, dir: productRoot(), hostname: env.console.host, port: env.console.port });
  await app.prepare();
  const handle = app.getRequestHandler();
  const watchHeaders = createHeaderWatch(env.console.url);
  const listener: RequestListener = (request, response) => {
    // The console tells the API where its browser is, and traces keep it: a browser must not be able to say so itself.
    request.headers["x-forwarded-for"] = request.socket.remoteAddress;
    watchHeaders(request, response);
    if (refuseUnservable(request, response)) return;
    handle(request, response).catch((error: unknown) => {
      log.error({ err: error }, "the console could not answer");
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  };
  const server = env.tls
    ? createHttpsServer({ cert: readFileSync(env.tls.certFile), key: readFileSync(env.tls.keyFile) }, listener)
    : createHttpServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(env.console.port, env.console.host, resolve);
  });
  return async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    await closed;
    await app.close();
  };
});
