/** How the memory of the API's workers grows under a steady load. */
import { readFileSync } from "node:fs";
import { memoryOfTree } from "../e2e/harness/memory";
import { childrenOf } from "../e2e/harness/processes";
import { type Load, quantile, runLoad } from "./load";

const SAMPLE_MS = 500;
/** Between two collections of garbage memory only grows; a window's smallest value is what is really in use. */
const WINDOW_MS = 60_000;

type Sample = { readonly minutes: number; readonly megabytes: number };

/**
 * @param primary process number of the product
 * @returns slope of the workers' resident memory, MB (10⁶ bytes) per 10 minutes, and its last size in MB; of the smallest value
 *   in each minute, and the median of the slopes between any two of these; and `whole`, the whole product right after the load
 */
export async function measureMemory(primary: number, load: Load, connections: number, durationMs: number) {
  const windows: Sample[] = [];
  const started = performance.now();
  const timer = setInterval(() => {
    const megabytes = childrenOf(primary, "api-worker").reduce((sum, { pid }) => sum + residentBytes(pid) / 1e6, 0);
    const minutes = (performance.now() - started) / 60_000;
    const window = Math.floor((performance.now() - started) / WINDOW_MS);
    if (megabytes < (windows[window]?.megabytes ?? Number.POSITIVE_INFINITY)) windows[window] = { minutes, megabytes };
  }, SAMPLE_MS);
  await runLoad(load, connections, durationMs);
  clearInterval(timer);
  return { per10Minutes: 10 * slope(windows), megabytes: windows.at(-1)?.megabytes ?? 0, whole: memoryOfTree(primary) };
}

/** By Theil and Sen, so that a window with an odd value counts little. */
function slope(samples: readonly Sample[]): number {
  const slopes = samples.flatMap((one, index) =>
    samples.slice(index + 1).map((other) => (other.megabytes - one.megabytes) / (other.minutes - one.minutes)),
  );
  return quantile(
    slopes.sort((a, b) => a - b),
    0.5,
  );
}

/** Resident memory of a process. */
export function residentBytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1024;
}
