/** Receivers of the trail for tests: real servers that take what is sent, or behave as badly as they are told. Whoever opens one closes it. */
import { createServer as createHttp, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createHttps } from "node:https";
import { type AddressInfo, createServer as createTcp, type Socket } from "node:net";
import { createServer as createTls } from "node:tls";
import type { TraceRecord } from "#lib/domain/trace";

type Pair = { readonly cert: Buffer; readonly key: Buffer };

export type Delivery = {
  readonly body: Buffer;
  readonly headers: IncomingMessage["headers"];
  readonly method: string;
  readonly url: string;
};

export type Behaviour = (reply: ServerResponse, delivery: Delivery) => void;

export const takes: Behaviour = (reply) => void reply.end("ok");

export type WebhookReceiver = {
  readonly port: number;
  readonly url: string;
  /** All that came, also what was not taken. */
  readonly deliveries: Delivery[];
  /** How it answers from now on. */
  behave(how: Behaviour): void;
  /** Ends it at once, and every connection with it. */
  kill(): Promise<void>;
  /** On the same port. */
  revive(): Promise<void>;
};

export async function openWebhookReceiver(pair?: Pair): Promise<WebhookReceiver> {
  const deliveries: Delivery[] = [];
  let behaviour = takes;
  const listener = (request: IncomingMessage, reply: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const delivery = { body: Buffer.concat(chunks), headers: request.headers, method: request.method ?? "", url: request.url ?? "" };
      deliveries.push(delivery);
      behaviour(reply, delivery);
    });
  };
  let server: Server | undefined;
  const open = (port: number) => {
    const opened = pair ? createHttps(pair, listener) : createHttp(listener);
    server = opened;
    return new Promise<number>((resolve) => void opened.listen(port, "127.0.0.1", () => resolve((opened.address() as AddressInfo).port)));
  };
  const port = await open(0);
  return {
    port,
    url: `${pair ? "https" : "http"}://127.0.0.1:${port}/kms`,
    deliveries,
    behave: (how) => {
      behaviour = how;
    },
    kill: () => {
      const closed = new Promise<void>((resolve) => void server?.close(() => resolve()));
      server?.closeAllConnections();
      return closed;
    },
    revive: async () => void (await open(port)),
  };
}

/** What a body of lines holds. @throws when a line is no JSON */
export function recordsOf(bodies: readonly Buffer[]): TraceRecord[] {
  return bodies.flatMap((body) =>
    body
      .toString()
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as TraceRecord),
  );
}

export type SyslogReceiver = {
  readonly port: number;
  /** Messages in the order in which they came, of all connections. */
  readonly messages: string[];
  /** What it does with each connection from now on. */
  handle(how: (socket: Socket, take: (bytes: Buffer) => void) => void): void;
  kill(): Promise<void>;
  revive(): Promise<void>;
};

/** Reads everything, and ends when the other side has. */
export const readsAll = (socket: Socket, take: (bytes: Buffer) => void): void => void socket.on("data", take);

export async function openSyslogReceiver(pair?: Pair, { allowHalfOpen = false } = {}): Promise<SyslogReceiver> {
  const messages: string[] = [];
  const sockets = new Set<Socket>();
  let how = readsAll;
  const listener = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    how(socket, frames(messages));
  };
  let server: ReturnType<typeof createTcp> | undefined;
  const open = (port: number) => {
    const opened = pair ? createTls(pair, listener) : createTcp({ allowHalfOpen }, listener);
    opened.on("tlsClientError", () => {});
    server = opened;
    return new Promise<number>((resolve) => void opened.listen(port, "127.0.0.1", () => resolve((opened.address() as AddressInfo).port)));
  };
  const port = await open(0);
  return {
    port,
    messages,
    handle: (next) => {
      how = next;
    },
    kill: () => {
      const closed = new Promise<void>((resolve) => void server?.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      return closed;
    },
    revive: async () => void (await open(port)),
  };
}

/** Octet counting of RFC 5425: what came whole is a message. */
function frames(messages: string[]): (bytes: Buffer) => void {
  let rest = Buffer.alloc(0);
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    for (;;) {
      const blank = rest.indexOf(" ");
      if (blank < 0) return;
      const length = Number(rest.subarray(0, blank).toString());
      if (!Number.isInteger(length) || length < 1) throw new Error("no frame of syslog");
      if (rest.length < blank + 1 + length) return;
      messages.push(rest.subarray(blank + 1, blank + 1 + length).toString());
      rest = rest.subarray(blank + 1 + length);
    }
  };
}

/** The canonical record of a message. */
export function recordOf(message: string): TraceRecord {
  return JSON.parse(message.slice(message.indexOf("] {") + 2)) as TraceRecord;
}
