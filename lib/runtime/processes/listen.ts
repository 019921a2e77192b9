/** Where the API listens besides the one address that Fastify has. Invariant: of whatever address, every connection is watched. */
import { lookup } from "node:dns/promises";
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type Connections, SERVER_OPTIONS } from "#lib/api/edge/connections";

/**
 * Connections that may wait to be accepted, where the kernel allows as many (`net.core.somaxconn`). Beyond them a client's first packet is
 * dropped, and it tries again after whole seconds.
 */
export const BACKLOG = 4_096;

/** Fastify would open a further server for each address of `localhost` by itself, whose connections nobody watches. */
export async function addressesOf(host: string, find: typeof findAll = findAll): Promise<[string, ...string[]]> {
  if (host !== "localhost") return [host];
  const [first = host, ...others] = new Set(await find(host));
  return [first, ...others];
}

async function findAll(host: string): Promise<string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

/** @returns a server beside Fastify's own, whose connections count like those there */
export async function listen(
  listener: Parameters<typeof createServer>[1] & {},
  connections: Connections,
  address: { host: string; port: number },
  pair: { cert: Buffer; key: Buffer } | null,
): Promise<Server> {
  const options = { ...SERVER_OPTIONS, requireHostHeader: false };
  const server = pair ? createTlsServer({ ...options, ...pair }, listener) : createServer(options, listener);
  connections.watch(server);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen({ ...address, backlog: BACKLOG }, resolve);
  });
  return server;
}
