/** The console's process: Next.js in production mode behind Node's own server. It is given neither a PIN nor a database URL. */
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import next from "next";
import { clientAddress, trustedProxies } from "#lib/api/edge/client-address";
import { Connections, SERVER_OPTIONS } from "#lib/api/edge/connections";
import { readEnv } from "#lib/base/env";
import { createLog } from "#lib/base/log";
import { createConsoleFront } from "./console/console-front";
import { createHeaderWatch } from "./console/console-headers";
import { limitBody } from "./console/limit-body";
import { refuseUnservable } from "./console/unservable";
import { onReplacement, runChild } from "./links/child-link";
import { keepBeating } from "./links/heartbeat";
import { replaceTls } from "./operator-files/replace-tls";
import { sendOutputToLog } from "./output/log-output";
import { productRoot } from "./processes/product-files";
import { settleMemorySoon } from "./processes/settle-memory";

await runChild(async ({ tls }) => {
  const env = readEnv(process.env);
  const log = createLog(env.logLevel, "console");
  sendOutputToLog(log, { endsOnError: false });
  const front = createConsoleFront(env.console.url, env.isHstsForSubdomains, log);
  // Next.js would leave requests to change the protocol for others to answer, and their connections open for ever. It is shown a
  // server that never gets any, so that ours reads them as plain requests.
  const httpServer = createHttpServer();
  const app = next({ dev: false, dir: productRoot(), hostname: env.console.host, port: env.console.port, httpServer });
  await app.prepare();
  const handle = app.getRequestHandler();
  const isTrusted = trustedProxies(env.trustedProxies);
  const watchHeaders = createHeaderWatch(env.console.url, env.isHstsForSubdomains);
  const listener: RequestListener = (request, response) => {
    watchHeaders(request, response);
    if (!limitBody(request, response) || refuseUnservable(request, response)) return;
    // The console tells the API where its browser is, and traces keep it: a browser must not be able to say so itself.
    const forwarded = request.headers["x-forwarded-for"];
    request.headers["x-forwarded-for"] = clientAddress(request.socket.remoteAddress, forwarded && String(forwarded), isTrusted);
    if (front.answer(request, response)) return;
    handle(request, response).catch((error: unknown) => {
      log.error({ err: error }, "the console could not answer");
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  };
  const server = tls ? createHttpsServer({ ...SERVER_OPTIONS, ...tls }, listener) : createHttpServer(SERVER_OPTIONS, listener);
  onReplacement("tls", (replacement) => replaceTls(server, replacement.tls));
  new Connections(env.maxConnections).watch(server);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(env.console.port, env.console.host, resolve);
  });
  settleMemorySoon();
  keepBeating();
  return async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    await closed;
    await app.close();
  };
});
