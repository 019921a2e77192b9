/**
 * Seals keys whose rows a test has written by SQL, as if the product had: with the token of the product's data directory, in a process of its
 * own, since a PKCS#11 module knows one configuration.
 */
import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { MakeSeal } from "#lib/store/books/books";
import { openStore } from "#lib/store/open";
import { databaseUrl } from "./database";
import { sealAll } from "./seal-all";

const SEALED_TABLES = /\b(cmk|key_version|cmk_grant|key_alias|tag)\b/;

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const here = new Map<string, MakeSeal>();
const children = new Map<string, ChildProcess>();
let program: Promise<string> | null = null;

/** Whether the statement may write what is sealed. */
export function writesKeys(text: string): boolean {
  return /\b(insert|update|delete)\b/i.test(text) && SEALED_TABLES.test(text);
}

/** Of this data directory this process has the token open. */
export function sealHere(dataDir: string, makeSeal: MakeSeal): void {
  here.set(dataDir, makeSeal);
}

/** Seals every key that is not as its seal says. */
export async function sealAnew(dataDir: string): Promise<void> {
  const makeSeal = here.get(dataDir);
  if (makeSeal !== undefined) {
    const store = await openStore(databaseUrl(dataDir), { makeSeal });
    await sealAll(store).finally(() => store.close());
    return;
  }
  const child = children.get(dataDir) ?? (await startChild(dataDir));
  const answer = await new Promise<{ failed?: string }>((resolve) => {
    const gone = () => resolve({ failed: "the sealing process ended" });
    child.once("exit", gone);
    child.once("message", (message) => {
      child.off("exit", gone);
      resolve(message as { failed?: string });
    });
    child.send({ url: databaseUrl(dataDir) });
  });
  if (answer.failed !== undefined) throw new Error(`rows could not be sealed: ${answer.failed}`);
}

async function startChild(dataDir: string): Promise<ChildProcess> {
  program ??= bundle();
  const child = fork(await program, [], {
    cwd: ROOT,
    execArgv: [],
    env: { ...process.env, KMS_DATA_DIR: dataDir, SOFTHSM2_CONF: join(dataDir, "softhsm2.conf") },
  });
  child.unref();
  child.channel?.unref();
  child.once("exit", () => children.delete(dataDir));
  children.set(dataDir, child);
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
