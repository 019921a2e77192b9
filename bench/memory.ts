/** How the memory of the API's workers grows under a steady load. */
import { readFileSync } from "node:fs";
import { childrenOf } from "../e2e/harness/processes";
import { type Load, runLoad } from "./load";

const SAMPLE_MS = 500;

/**
 * @param primary process number of the product
 * @returns slope of the workers' resident memory by least squares, MB (10⁶ bytes) per 10 minutes, and the last size in MB
 */
export async function measureMemory(primary: number, load: Load, connections: number, durationMs: number) {
  const samples: { readonly minutes: number; readonly megabytes: number }[] = [];
  const started = performance.now();
  const timer = setInterval(() => {
    const megabytes = childrenOf(primary, "api-worker").reduce((sum, { pid }) => sum + residentBytes(pid) / 1e6, 0);
    samples.push({ minutes: (performance.now() - started) / 60_000, megabytes });
  }, SAMPLE_MS);
  await runLoad(load, connections, durationMs);
  clearInterval(timer);
  return { per10Minutes: 10 * slope(samples), megabytes: samples.at(-1)?.megabytes ?? 0 };
}

function slope(samples: readonly { readonly minutes: number; readonly megabytes: number }[]): number {
  const mean = (read: (sample: (typeof samples)[number]) => number) =>
    samples.reduce((sum, sample) => sum + read(sample), 0) / samples.length;
  const [x, y] = [mean(({ minutes }) => minutes), mean(({ megabytes }) => megabytes)];
  const covariance = mean(({ minutes, megabytes }) => (minutes - x) * (megabytes - y));
  return covariance / mean(({ minutes }) => (minutes - x) ** 2);
}

function residentBytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1024;
}
