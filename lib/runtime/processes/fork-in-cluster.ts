/**
 * Forks a part that listens. The primary binds its port and hands it over, so that a part that is not root may serve a port below 1024,
 * and several may serve one.
 */
import type { ChildProcess } from "node:child_process";
import cluster from "node:cluster";
import type { Handover } from "../links/handover";
import { forkOptions, handOver, type Role, type Staff } from "../users/staff";
import { guardListening } from "./listen-guard";
import { builtProgram, type ProgramName } from "./product-files";
import { splitEnvironment } from "./secret-variables";

/** @param ports on which it listens */
export function forkInCluster(
  staff: Staff,
  role: Role,
  name: ProgramName,
  environment: NodeJS.ProcessEnv,
  handover: () => Handover,
  ports: readonly number[],
): ChildProcess {
  const { env, execPath, ...settings } = forkOptions(staff, role, environment, "pipe");
  cluster.setupPrimary({ exec: builtProgram(name, staff.program.root), args: [], uid: undefined, gid: undefined, ...settings });
  const own = process.execPath;
  // A cluster always forks the program that runs itself, and passes this process's environment on.
  process.execPath = execPath;
  try {
    const nothing = Object.fromEntries(Object.keys(process.env).map((variable) => [variable, undefined]));
    const child = cluster.fork({ ...nothing, ...env }).process;
    guardListening(child, ports);
    handOver(child, () => ({ ...handover(), environment: splitEnvironment(environment).secret }));
    return child;
  } finally {
    process.execPath = own;
  }
}
