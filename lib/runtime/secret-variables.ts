/**
 * Which environment variables hold a secret. The environment that a process began with can be read in /proc as long as it lives, by
 * whoever has its user; so no child begins with such a variable, it is told over its own channel instead.
 */
import { closeSync, readFileSync } from "node:fs";

const SECRET = /(SECRET|ENCRYPTION_KEY|PASSWORD|PASSPHRASE|PIN|DATABASE_URL|OWNER_URL|INIT_ARGS)$/;
/** Where `scripts/start.sh` says on which open file it hands its secret variables over. */
const DESCRIPTOR = "KMS_SECRETS_DESCRIPTOR";

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
