/**
 * Which process a number means. A number alone is reused, at the latest after a reboot; together with the moment at
 * which the process began it is not.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/** Text that is the same for one process during its whole life and for no other; null when there is no such process. */
export function processIdentity(pid: number): string | null {
  if (!existsSync("/proc/self/stat")) return fromPs(pid, "lstart=");
  try {
    // The command's name stands in brackets and may hold spaces, so fields are counted from behind it.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").pop()?.split(" ") ?? [];
    if (fields[0] === "Z" || fields[0] === "X") return null;
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot} ${fields[19]}`;
  } catch {
    return null;
  }
}

/** The command line of a process; null when there is no such process. */
export function processCommand(pid: number): string | null {
  if (!existsSync("/proc/self/stat")) return fromPs(pid, "command=");
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim() || null;
  } catch {
    return null;
  }
}

/** Number of the user that a process runs as; null when there is no such process. */
export function processUser(pid: number): number | null {
  if (!existsSync("/proc/self/stat")) return Number(fromPs(pid, "uid=") ?? Number.NaN) || null;
  try {
    return Number(/^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? Number.NaN);
  } catch {
    return null;
  }
}

function fromPs(pid: number, column: string): string | null {
  try {
    return execFileSync("ps", ["-o", column, "-p", String(pid)], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim() || null;
  } catch {
    return null;
  }
}
