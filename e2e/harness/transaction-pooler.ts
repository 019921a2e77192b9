/**
 * A pooler before a PostgreSQL that gives each transaction whichever connection was used last, as pgbouncer does with
 * `pool_mode=transaction`. Everybody who comes is let in by the server itself, on a connection that then belongs to all.
 */
import { connect, createServer, type Server, type Socket } from "node:net";

/** A message: its type, and its length with itself but without the type (PostgreSQL, "Message Formats"). */
const HEADER_BYTES = 5;
const READY = "Z".charCodeAt(0);
const IDLE = "I".charCodeAt(0);

export type TransactionPooler = { readonly port: number; close(): Promise<void> };

/** @param path of the socket of a PostgreSQL on this machine */
export async function startTransactionPooler(path: string): Promise<TransactionPooler> {
  const sockets = new Set<Socket>();
  const idle: Backend[] = [];
  const waiting: ((backend: Backend) => void)[] = [];
  const free = (backend: Backend) => {
    const next = waiting.shift();
    if (next === undefined) idle.push(backend);
    else next(backend);
  };
  const take = (): Promise<Backend> => {
    const backend = idle.pop();
    return backend === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(backend);
  };
  const server: Server = createServer((client) => {
    sockets.add(client);
    client.on("error", () => {});
    const first = new Backend(path, sockets);
    let mine: Backend | null = first;
    let later: Buffer[] = [];
    const serve = (backend: Backend) => {
      mine = backend;
      backend.serve(client, () => {
        mine = null;
        backend.serve(null, () => {});
        free(backend);
      });
    };
    serve(first);
    client.on("data", (chunk: Buffer) => {
      // Whoever leaves takes no connection along.
      if (chunk[0] === "X".charCodeAt(0)) return void client.end();
      if (mine !== null) return void mine.socket.write(chunk);
      if (later.push(chunk) > 1) return;
      void take().then((backend) => {
        serve(backend);
        for (const each of later) backend.socket.write(each);
        later = [];
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as { port: number }).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

class Backend {
  readonly socket: Socket;
  #client: Socket | null = null;
  #onIdle: () => void = () => {};
  #rest = Buffer.alloc(0);

  constructor(path: string, sockets: Set<Socket>) {
    this.socket = connect({ path });
    sockets.add(this.socket);
    this.socket.on("error", () => {});
    this.socket.on("data", (chunk: Buffer) => this.#pass(chunk));
  }

  serve(client: Socket | null, onIdle: () => void): void {
    this.#client = client;
    this.#onIdle = onIdle;
  }

  #pass(chunk: Buffer): void {
    const client = this.#client;
    client?.write(chunk);
    this.#rest = Buffer.concat([this.#rest, chunk]);
    let isIdle = false;
    while (this.#rest.length >= HEADER_BYTES) {
      const length = 1 + this.#rest.readUInt32BE(1);
      if (this.#rest.length < length) break;
      isIdle = this.#rest[0] === READY && this.#rest[HEADER_BYTES] === IDLE;
      this.#rest = this.#rest.subarray(length);
    }
    if (isIdle && this.#rest.length === 0) this.#onIdle();
  }
}
