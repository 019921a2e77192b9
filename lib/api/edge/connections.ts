/**
 * The connections of one process: how long each may take, and how many there may be. Invariants: a connection on which nothing
 * proceeds ends, whichever side is to blame; and one connection too many costs the one that has been idle for longest, so that
 * whoever holds many cannot keep others out.
 */
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { Server as TlsServer } from "node:tls";
import { refuseUnreadable } from "./refuse-unreadable";

/** Options for Node's HTTP and HTTPS servers, in ms and bytes. */
export const SERVER_OPTIONS = {
  /** From the first moment of a connection, or the first byte of a later request, to the end of its headers. */
  headersTimeout: 10_000,
  /** The same, to the end of its body. */
  requestTimeout: 30_000,
  /** How far past these two a connection may live. */
  connectionsCheckingInterval: 500,
  /** Of TLS, before the above begins. */
  handshakeTimeout: 10_000,
  /** Longer than the 60 s for which balancers keep theirs, so that it is not this side that ends one just as it is used. */
  keepAliveTimeout: 65_000,
  /** Request line and headers together. */
  maxHeaderSize: 16 * 1024,
} as const;

/** For so long a client may leave unread what it was sent, in ms. */
export const WRITE_PATIENCE_MS = 60_000;

type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse };

export class Connections {
  readonly #most: number;
  /** In the order in which they became idle: a set keeps the order of insertion. Also those that have not sent a request yet. */
  readonly #idle = new Set<Socket>();
  /** With a request that has been begun and not been answered, in the order of their becoming busy. */
  readonly #busy = new Map<Socket, Exchange>();

  /** @param most connections of all servers that are watched, together */
  constructor(most: number) {
    this.#most = most;
  }

  /** Number of connections. */
  get size(): number {
    return this.#idle.size + this.#busy.size;
  }

  /** Takes charge of a server that was made with `SERVER_OPTIONS`. */
  watch(server: Server): void {
    if (server instanceof TlsServer) this.#watchHandshakes(server);
    else server.on("connection", (socket) => this.#enter(socket));
    server.on("request", (request, response) => this.#begin({ request, response }));
    server.on("clientError", (error, socket) => {
      // Nothing may be written into the middle of an answer.
      if (this.#busy.get(socket as Socket)?.response.headersSent) socket.destroy();
      else refuseUnreadable(error, socket as Socket);
    });
    server.setTimeout(WRITE_PATIENCE_MS, (socket) => {
      // While we work on a request, the client has nothing to read.
      const exchange = this.#busy.get(socket);
      if (exchange === undefined || exchange.response.headersSent) socket.destroy();
    });
  }

  /** Before its handshake a connection is another object than after it; the client's port says that both are one. */
  #watchHandshakes(server: TlsServer): void {
    const shaking = new Map<string, Socket>();
    server.on("connection", (raw: Socket) => {
      const place = placeOf(raw);
      shaking.set(place, raw);
      raw.once("close", () => {
        if (shaking.get(place) === raw) shaking.delete(place);
      });
      this.#enter(raw);
    });
    server.on("secureConnection", (socket) => {
      const raw = shaking.get(placeOf(socket));
      if (raw !== undefined) this.#idle.delete(raw);
      this.#enter(socket);
    });
  }

  #enter(socket: Socket): void {
    this.#idle.add(socket);
    socket.once("close", () => this.#leave(socket));
    if (this.size > this.#most) this.#drop(this.#findLeastMissed(socket));
  }

  /** The one that has been idle for longest, else the oldest that sends or reads slowly, else the newest. */
  #findLeastMissed(newest: Socket): Socket {
    const [idle] = this.#idle;
    if (idle !== undefined && idle !== newest) return idle;
    // Of these the client is awaited, not we: its body is still coming, or the whole answer lies before it.
    for (const [socket, { request, response }] of this.#busy) if (!request.complete || response.writableEnded) return socket;
    return newest;
  }

  #drop(socket: Socket): void {
    this.#leave(socket);
    socket.destroy();
  }

  #leave(socket: Socket): void {
    this.#idle.delete(socket);
    this.#busy.delete(socket);
  }

  #begin(exchange: Exchange): void {
    const { socket } = exchange.request;
    this.#idle.delete(socket);
    this.#busy.set(socket, exchange);
    exchange.response.once("close", () => {
      // Behind it there may be another request on the same connection.
      if (this.#busy.get(socket) !== exchange) return;
      this.#busy.delete(socket);
      if (!socket.destroyed) this.#idle.add(socket);
    });
  }
}

function placeOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
