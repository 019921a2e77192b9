/**
 * A closed loop of HTTP requests on keep-alive connections: each connection sends its next request when the last is answered.
 * It speaks HTTP/1.1 on bare sockets, so that on a machine with few cores the generator takes little from what it measures.
 */
import net from "node:net";

export type Load = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Body of the request with this number. */
  readonly body: (number: number) => string;
  /** Whether to end before the time is over. */
  readonly until?: () => boolean;
};
export type LoadResult = { readonly requestsPerSecond: number /** Milliseconds. */; readonly p50: number; readonly p99: number };

const LONGEST_WARM_UP_MS = 5_000;

/**
 * @param durationMs measured time, after the warm-up: a fifth of it, at most 5 s, unless said otherwise
 * @throws Error when an answer is not 200
 */
export async function runLoad(
  load: Load,
  connections: number,
  durationMs: number,
  warmUpMs = Math.min(durationMs / 5, LONGEST_WARM_UP_MS),
): Promise<LoadResult> {
  const times: number[] = [];
  const start = performance.now() + warmUpMs;
  const end = start + durationMs;
  const isOver = () => performance.now() >= end || load.until?.() === true;
  let number = 0;
  const loop = async () => {
    const connection = await openConnection(load);
    while (!isOver()) {
      const sent = performance.now();
      const status = await connection.send(load.body(number++));
      if (status !== 200) throw new Error(`${load.url} answered ${status}`);
      if (sent >= start) times.push(performance.now() - sent);
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: connections }, loop));
  times.sort((a, b) => a - b);
  return {
    requestsPerSecond: (times.length * 1000) / (Math.min(performance.now(), end) - start),
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
  };
}

/** @param sorted ascending, not empty */
export function quantile(sorted: readonly number[], q: number): number {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
  if (value === undefined) throw new Error("Nothing was measured.");
  return value;
}

export type Connection = {
  /** @returns the answer's status @throws Error when the connection ends without one */
  send(body: string): Promise<number>;
  close(): void;
};

export async function openConnection(load: Load): Promise<Connection> {
  const { hostname, port, pathname } = new URL(load.url);
  const headers = Object.entries(load.headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `POST ${pathname} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n${headers.join("")}Content-Length: `;
  const socket = net.connect({ host: hostname, port: Number(port), noDelay: true });
  await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  let waiting: { resolve: (status: number) => void; reject: (error: Error) => void } | null = null;
  let received = "";
  socket.setEncoding("latin1");
  socket.on("data", (text: string) => {
    received += text;
    if (!isComplete(received)) return;
    const answer = received;
    received = "";
    waiting?.resolve(Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1]));
  });
  socket.on("close", () => waiting?.reject(new Error(`${load.url} closed the connection`)));
  return {
    send: (body) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(`${head}${Buffer.byteLength(body)}\r\n\r\n${body}`);
      }),
    close: () => {
      waiting = null;
      socket.destroy();
    },
  };
}

/** One answer, with its length or in chunks. */
function isComplete(text: string): boolean {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, end + 2))?.[1];
  return length === undefined ? text.endsWith("\r\n0\r\n\r\n") : text.length >= end + 4 + Number(length);
}
