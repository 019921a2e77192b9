/** Other users of this machine, as root can become them. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Put before a command: runs it as a user, without anything of root's. */
export function as(uid: number, gid: number): [string, ...string[]] {
  return ["setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups"];
}

/** Runs a command as a user. @returns whether it succeeded */
export function canDo(user: { uid: number; gid: number }, ...command: string[]): boolean {
  const [program, ...words] = as(user.uid, user.gid);
  return spawnSync(program, [...words, ...command], { cwd: "/", stdio: "ignore" }).status === 0;
}

/** Lines of `/proc/PID/status`, by name. */
export function statusOf(pid: number): Record<string, string> {
  const lines = readFileSync(`/proc/${pid}/status`, "utf8").trim().split("\n");
  return Object.fromEntries(lines.map((line) => line.split(/:\s*/, 2) as [string, string]));
}
