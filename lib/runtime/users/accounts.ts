/**
 * The users that a product started by root gives its parts to, each of its own: who breaks one part finds neither the files
 * nor the memory of another. They belong to the product alone, since whatever else runs under a user could do what it can.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { StartError } from "#lib/base/start-error";

export type Account = { readonly name: string; readonly uid: number; readonly gid: number };
/** `database`: the embedded PostgreSQL. `worker`: what loads the PKCS#11 module. `console`: the pages. */
export type Accounts = { readonly database: Account; readonly worker: Account; readonly console: Account };

const NAMES = { database: "kms-postgres", worker: "kms-api", console: "kms-console" } as const;
const AS_USER = "start as an ordinary user";
/** What root needs to run its children as other users: bits of capabilities(7), by name. */
const NEEDED = { CAP_CHOWN: 0, CAP_FOWNER: 3, CAP_FSETID: 4, CAP_KILL: 5, CAP_SETGID: 6, CAP_SETUID: 7 } as const;
/** Several products may make them at once, and the system's list of users has one lock. */
const ATTEMPTS = 50;
const PAUSE_MS = 200;

/**
 * Finds the users, and makes those that are missing.
 * @returns null when this process is not root: then all parts run as its user
 * @throws StartError when they cannot be made, or root may not become them
 */
export async function prepareAccounts(): Promise<Accounts | null> {
  if (process.getuid?.() !== 0) return null;
  if (process.platform !== "linux") throw new StartError(`KMS Console runs as root on Linux only: ${AS_USER}.`);
  requireCapabilities();
  const accounts = {
    database: await prepareAccount(NAMES.database),
    worker: await prepareAccount(NAMES.worker),
    console: await prepareAccount(NAMES.console),
  };
  if (new Set(Object.values(accounts).map(({ uid }) => uid)).size < Object.keys(NAMES).length) {
    throw new StartError(`The system users ${Object.values(NAMES).join(", ")} must have three different numbers: correct them.`);
  }
  return accounts;
}

/** @returns null when there is no such user, or it is root by another name */
export function findAccount(name: string): Account | null {
  try {
    const [uid, gid] = ["-u", "-g"].map((flag) =>
      Number(execFileSync("id", [flag, name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })),
    );
    return uid && gid ? { name, uid, gid } : null;
  } catch {
    return null;
  }
}

async function prepareAccount(name: string): Promise<Account> {
  const words = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", name];
  let cause = "";
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const found = findAccount(name);
    if (found) return found;
    const made = spawnSync("useradd", words, { encoding: "utf8", stdio: ["ignore", "ignore", "pipe"], cwd: "/" });
    if (made.error) cause = made.error.message;
    else if (made.status !== 0) cause = made.stderr.trim().split("\n").pop() ?? "";
    if (made.error || (made.status !== 0 && !/lock|exists/.test(cause))) break;
    if (made.status !== 0) await pause(PAUSE_MS);
  }
  const found = findAccount(name);
  if (found) return found;
  throw new StartError(
    `Started as root, KMS Console runs as the users ${Object.values(NAMES).join(", ")}, and ${name} cannot be made (${cause}): make the three with "useradd --system NAME", or ${AS_USER}.`,
  );
}

function requireCapabilities(): void {
  const held = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  if (held === undefined) return;
  const bits = BigInt(`0x${held}`);
  const missing = Object.entries(NEEDED).flatMap(([name, bit]) => ((bits >> BigInt(bit)) & 1n ? [] : [name]));
  if (missing.length > 0) {
    throw new StartError(
      `Root lacks ${missing.join(", ")} here, and cannot run its parts as users of their own: ${AS_USER}, or allow these.`,
    );
  }
}
