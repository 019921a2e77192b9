/**
 * Who runs the parts of the product, from where, and how they reach the data directory.
 * Invariant: started by root, each part is a user of its own, and the way to the data directory is an open handle that children
 * inherit, so that it may lie where they could not go by its path, as below a 0700 home; else all are this process's user.
 */
import { type ChildProcess, fork } from "node:child_process";
import { constants, openSync } from "node:fs";
import { O_PATH } from "../data-dir/hand-over-tree";
import type { ChildMessage, PrimaryMessage } from "../links/child-link";
import type { Handover } from "../links/handover";
import { builtProgram, type ProgramName } from "../processes/product-files";
import { splitEnvironment } from "../processes/secret-variables";
import { V8_SETTINGS } from "../processes/settle-memory";
import { type Accounts, prepareAccounts } from "./accounts";
import { type Becoming, howToBecome } from "./become-account";
import { ownProgram, type Program, readableProgram } from "./readable-program";

export type Role = keyof Accounts;

export type Staff = {
  /** Null: everything runs as this process's user. */
  readonly accounts: Accounts | null;
  readonly program: Program;
  /** Real path. */
  readonly dataDir: string;
  /** The same directory as children name it. */
  readonly childDataDir: string;
  /** The same directory as this process names it, however long its path is. */
  readonly shortDataDir: string;
  /** How a child becomes its user. */
  readonly becoming: Readonly<Record<Role, Becoming>>;
  /** What a child inherits on its file descriptor 4. */
  readonly inherited: readonly number[];
};

/** The fifth of a child's open files, behind its standard ones and the channel. */
const CHILD_DATA_DIR = "/proc/self/fd/4";
const AS_OURSELVES: Becoming = { prefix: [], credentials: {} };
/** Of root's own session, its shell's and npm's: of no use to another user, and not always meant for its eyes. */
const ROOTS_OWN = /^(USER|LOGNAME|MAIL|TMPDIR|INIT_CWD|OLDPWD|(npm|SUDO|XDG|SSH|DBUS)_.*)$/i;

/**
 * @param dataDir real path of the data directory, which must be there
 * @throws StartError when root cannot give its parts users of their own, or they could not read the program
 */
export async function gatherStaff(dataDir: string): Promise<Staff> {
  const accounts = await prepareAccounts();
  if (accounts === null) {
    const becoming = { database: AS_OURSELVES, worker: AS_OURSELVES, console: AS_OURSELVES };
    return { accounts, program: ownProgram(), dataDir, childDataDir: dataDir, shortDataDir: dataDir, becoming, inherited: [] };
  }
  const becoming = {
    database: howToBecome(accounts.database, false),
    worker: howToBecome(accounts.worker, true),
    console: howToBecome(accounts.console, false),
  };
  const handle = openSync(dataDir, O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  return {
    accounts,
    program: readableProgram(),
    dataDir,
    childDataDir: CHILD_DATA_DIR,
    shortDataDir: `/proc/self/fd/${handle}`,
    becoming,
    inherited: [handle],
  };
}

/**
 * How to fork a program of ours in a role.
 * @param output where its standard output goes: ours, a file descriptor of ours, or with its standard error to whoever forks it
 */
export function forkOptions(staff: Staff, role: Role, environment: NodeJS.ProcessEnv, output: "inherit" | "pipe" | number = "inherit") {
  const { prefix, credentials } = staff.becoming[role];
  // What this process was started with may name files that only its own user can read.
  const own = staff.accounts === null ? process.execArgv : [];
  const [execPath = "", ...execArgv] = [...prefix, staff.program.node, ...own, ...V8_SETTINGS];
  // The console has no business in the data directory.
  const inherited = role === "console" ? [] : staff.inherited;
  return {
    ...credentials,
    execPath,
    execArgv,
    cwd: staff.program.root,
    env: roleEnvironment(staff, environment),
    stdio: ["ignore" as const, output, output === "pipe" ? output : ("inherit" as const), "ipc" as const, ...inherited],
  };
}

/** What a child begins with; its secrets come with the hand-over. */
export function roleEnvironment(staff: Staff, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { open } = splitEnvironment(environment);
  if (staff.accounts === null) return open;
  const kept = Object.entries(open).filter(([name]) => !ROOTS_OWN.test(name));
  return { ...Object.fromEntries(kept), HOME: "/nonexistent", NODE_ENV: open.NODE_ENV };
}

/** Forks a program that is no API worker, and hands it what it needs. */
export function forkProgram(
  staff: Staff,
  role: Role,
  name: ProgramName,
  environment: NodeJS.ProcessEnv,
  handover: Handover,
  more: { readonly words?: readonly string[]; readonly output?: "inherit" | number; readonly signal?: AbortSignal } = {},
): ChildProcess {
  const options = forkOptions(staff, role, environment, more.output);
  const abort = more.signal ? { signal: more.signal, killSignal: "SIGKILL" as const } : {};
  const child = fork(builtProgram(name, staff.program.root), [...(more.words ?? [])], { ...options, ...abort });
  const { secret } = splitEnvironment(environment);
  handOver(child, () => ({ ...handover, environment: { ...secret, ...handover.environment } }));
  return child;
}

/** Gives a child what it needs, as things are when it asks. One that has just died needs it no more, and is missed elsewhere. */
export function handOver(child: ChildProcess, handover: () => Handover): void {
  child.on("message", (message: ChildMessage) => {
    if (message?.kind !== "waiting" || !child.connected) return;
    child.send({ kind: "handover", handover: handover() } satisfies PrimaryMessage, () => {});
  });
}
