/**
 * Seals what rows a test has written by SQL, as if the product had: with the token of the product's data directory, in a process of its
 * own, since a PKCS#11 module knows one configuration.
 */
import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { MakeSeal } from "#lib/store/books/books";
import { openStore } from "#lib/store/open";
import { databaseUrl } from "./database";
import { sealAll } from "./seal-all";

const SEALED_TABLES =
  /\b(cmk|key_version|cmk_grant|key_alias|tag|account|project|iam_user|group_member|access_key|virtual_mfa|recovery_code|passkey|iam_group|role_assignment|policy|session|auth_token|revoked_token)\b/;

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const here = new Map<string, MakeSeal>();
const starting = new Map<string, Promise<ChildProcess>>();
let program: Promise<string> | null = null;

/** Whether the statement may write what is sealed. */
export function writesSealed(text: string): boolean {
  return /\b(insert|update|delete)\b/i.test(text) && SEALED_TABLES.test(text);
}

/** Of this data directory this process has the token open. */
export function sealHere(dataDir: string, makeSeal: MakeSeal): void {
  here.set(dataDir, makeSeal);
}

/** Seals every book that is not as its seal says. @param xid of a transaction, where only what it has left is meant */
export async function sealAnew(dataDir: string, xid: string | null = null): Promise<void> {
  const makeSeal = here.get(dataDir);
  if (makeSeal === undefined) {
    await ask(dataDir, { kind: "sealAll", xid });
    return;
  }
  const store = await openStore(databaseUrl(dataDir), { makeSeal });
  await sealAll(store, xid).finally(() => store.close());
}

/** A transaction of the product's that has a key's row locked. */
export type Held = {
  /** Of its connection in the database. */
  readonly pid: number;
  /** Makes the change (`$1` is the key's ID) and commits it. */
  commit(change: string): Promise<void>;
};

/** Locks a key as the product does before it changes it. */
export async function holdKey(dataDir: string, keyId: string): Promise<Held> {
  const { pid = 0 } = await ask(dataDir, { kind: "hold", keyId });
  return {
    pid,
    commit: async (change) => {
      await ask(dataDir, { kind: "commit", keyId, change });
    },
  };
}

type Question =
  | { kind: "sealAll"; xid: string | null }
  | { kind: "hold"; keyId: string }
  | { kind: "commit"; keyId: string; change: string };
export type Asked = Question & { readonly url: string; readonly number: number };
export type Answer = { readonly number: number; readonly failed?: string; readonly pid?: number };
let asked = 0;

async function ask(dataDir: string, question: Question): Promise<Answer> {
  starting.set(dataDir, starting.get(dataDir) ?? startChild(dataDir));
  const child = (await starting.get(dataDir)) as ChildProcess;
  asked += 1;
  const number = asked;
  const answer = await new Promise<Answer>((resolve) => {
    const gone = () => resolve({ number, failed: "the sealing process ended" });
    const hear = (message: unknown) => {
      if ((message as Answer).number !== number) return;
      child.off("exit", gone).off("message", hear);
      resolve(message as Answer);
    };
    child.once("exit", gone).on("message", hear);
    child.send({ ...question, url: databaseUrl(dataDir), number } satisfies Asked);
  });
  if (answer.failed !== undefined) throw new Error(`rows could not be sealed: ${answer.failed}`);
  return answer;
}

async function startChild(dataDir: string): Promise<ChildProcess> {
  program ??= bundle();
  const child = fork(await program, [], {
    cwd: ROOT,
    execArgv: [],
    env: { ...process.env, KMS_DATA_DIR: dataDir, SOFTHSM2_CONF: join(dataDir, "softhsm2.conf") },
  });
  child.setMaxListeners(0);
  child.unref();
  child.channel?.unref();
  child.once("exit", () => starting.delete(dataDir));
  return child;
}

/** Packages stay outside: some are native. */
async function bundle(): Promise<string> {
  const { build } = await import("esbuild");
  // Below the packages that it needs.
  const outfile = join(ROOT, "node_modules/.cache/kms-tests", `seal-child.${process.pid}.mjs`);
  await build({
    entryPoints: [join(ROOT, "e2e/harness/seal-child.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "error",
  });
  return outfile;
}
