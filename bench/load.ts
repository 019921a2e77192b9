/** A closed loop of HTTP requests on keep-alive connections: each connection sends its next request when the last is answered. */
import http from "node:http";

export type Load = { readonly url: string; readonly headers: Record<string, string>; readonly body: string; readonly expectStatus: number };
export type LoadResult = { readonly requestsPerSecond: number /** Milliseconds. */; readonly p50: number; readonly p99: number };

/** @param durationMs measured time, after a fifth of it as warm-up */
export async function runLoad(load: Load, connections: number, durationMs: number): Promise<LoadResult> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  const url = new URL(load.url);
  const times: number[] = [];
  const start = performance.now() + durationMs / 5;
  const end = start + durationMs;
  const loop = async () => {
    while (performance.now() < end) {
      const sent = performance.now();
      await send(agent, url, load);
      if (sent >= start) times.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: connections }, loop));
  agent.destroy();
  times.sort((a, b) => a - b);
  return { requestsPerSecond: (times.length * 1000) / durationMs, p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
}

/** @param sorted ascending, not empty */
export function quantile(sorted: readonly number[], q: number): number {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
  if (value === undefined) throw new Error("Nothing was measured.");
  return value;
}

function send(agent: http.Agent, url: URL, load: Load): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { ...load.headers, "Content-Length": Buffer.byteLength(load.body) };
    const request = http.request(url, { agent, method: "POST", headers }, (response) => {
      response.resume();
      response.once("end", () =>
        response.statusCode === load.expectStatus ? resolve() : reject(new Error(`${load.url} answered ${response.statusCode}`)),
      );
    });
    request.once("error", reject).end(load.body);
  });
}
