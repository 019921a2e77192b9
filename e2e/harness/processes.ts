/** What runs on this machine, as the kernel tells it. A zombie counts as ended. */
import { readdirSync, readFileSync } from "node:fs";

export type RunningProcess = { readonly pid: number; readonly parent: number; readonly command: string };

/** Direct children of the primary; `program` is `api-worker`, `console-server` or `postgres`. */
export function childrenOf(pid: number, program: string): RunningProcess[] {
  return allProcesses().filter((found) => found.parent === pid && found.command.includes(program));
}

/** All processes that the primary started, and those that they started. */
export function descendantsOf(pid: number): RunningProcess[] {
  const all = allProcesses();
  const found = all.filter((one) => one.parent === pid);
  // The list grows while it is walked.
  for (const one of found) found.push(...all.filter((other) => other.parent === one.pid));
  return found;
}

/** Those of `processes` that still run: the same number may by now be another process's. */
export function stillRunning(processes: readonly RunningProcess[]): RunningProcess[] {
  return processes.filter(({ pid, command }) => readProcess(pid)?.command === command);
}

/** All processes whose command line has this text. */
export function processesWith(text: string): RunningProcess[] {
  return allProcesses().filter(({ command }) => command.includes(text));
}

/** The environment that a process was started with. */
export function environmentOf(pid: number): Record<string, string> {
  const lines = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").filter(Boolean);
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
}

function allProcesses(): RunningProcess[] {
  return readdirSync("/proc").flatMap((name) => {
    const found = /^\d+$/.test(name) ? readProcess(Number(name)) : null;
    return found ? [found] : [];
  });
}

function readProcess(pid: number): RunningProcess | null {
  try {
    const [state, parent] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").pop()?.split(" ") ?? [];
    if (state === "Z") return null;
    return { pid, parent: Number(parent), command: readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ") };
  } catch {
    return null;
  }
}
