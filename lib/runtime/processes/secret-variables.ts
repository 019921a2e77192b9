/**
 * Which environment variables hold a secret. The environment that a process began with can be read in /proc as long as it lives, by
 * whoever has its user; so no child begins with such a variable, it is told over its own channel instead.
 */
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";

const SECRET = /(SECRET|ENCRYPTION_KEY|PASSWORD|PASSPHRASE|PIN|DATABASE_URL|OWNER_URL|INIT_ARGS|WEBHOOK_URL)$/;
/** Where `scripts/start.sh` says on which open file it hands its secret variables over. */
const DESCRIPTOR = "KMS_SECRETS_DESCRIPTOR";
/** In `/proc/self/stat`, counted from behind the command's name: where the first environment lies in memory. */
const ENVIRONMENT_BEGINS = 47;

export function isSecretVariable(name: string): boolean {
  return SECRET.test(name);
}

/** @returns the two halves of an environment; absent variables are left out */
export function splitEnvironment(environment: NodeJS.ProcessEnv): { open: NodeJS.ProcessEnv; secret: Record<string, string> } {
  const given = Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    open: Object.fromEntries(given.filter(([name]) => !isSecretVariable(name))) as NodeJS.ProcessEnv,
    secret: Object.fromEntries(given.filter(([name]) => isSecretVariable(name))),
  };
}

/** Takes over what `scripts/start.sh` kept out of this process's first environment: lines `NAME=value`. */
export function takeSecretVariables(environment: NodeJS.ProcessEnv): void {
  const descriptor = Number(environment[DESCRIPTOR]);
  delete environment[DESCRIPTOR];
  if (!Number.isInteger(descriptor) || descriptor < 3) return;
  const text = readFileSync(descriptor, "utf8");
  closeSync(descriptor);
  for (const line of text.split("\n")) {
    const [, name = "", value] = /^([A-Z0-9_]+)=(.+)$/.exec(line) ?? [];
    if (isSecretVariable(name)) environment[name] = value;
  }
}

/**
 * Takes the secrets out of the environment that this process began with, as others see it in /proc; its own variables stay. Call it
 * before anything else reads them. Without Linux's /proc there is nothing to see, and nothing is done.
 */
export function hideSecretVariables(environment: NodeJS.ProcessEnv = process.env): void {
  try {
    const begin = Number(readFileSync("/proc/self/stat", "utf8").split(") ").pop()?.split(" ")[ENVIRONMENT_BEGINS]);
    const entries = readFileSync("/proc/self/environ").toString("latin1").split("\0");
    const memory = openSync("/proc/self/mem", "r+");
    try {
      let at = begin;
      for (const entry of entries) {
        const [name = ""] = entry.split("=", 1);
        const length = entry.length - name.length - 1;
        if (isSecretVariable(name) && length > 0) {
          // Set anew it lies elsewhere, so that what is overwritten is nobody's any more.
          environment[name] = environment[name] ?? "";
          writeSync(memory, Buffer.alloc(length), 0, length, at + name.length + 1);
        }
        at += entry.length + 1;
      }
    } finally {
      closeSync(memory);
    }
  } catch {
    // A kernel that does not let a process write its own memory this way; `scripts/start.sh` keeps them out beforehand.
  }
}
