/**
 * A real product for a test: `node dist/primary.js` on free loopback ports with a data directory of its own.
 * It must have been built. Whoever starts one stops it (`afterAll(() => product.stop())`).
 */
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "./free-port";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const START_PATIENCE_MS = 90_000;

export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

export type Product = {
  readonly apiUrl: string;
  readonly consoleUrl: string;
  /** First administrator: user `admin` of `account`. Empty when the data directory had one before. */
  readonly adminPassword: string;
  readonly account: string;
  readonly region: string;
  readonly dataDir: string;
  /** Of the primary, which leads a process group of its own. */
  readonly pid: number;
  /** All that it has written so far to standard output and standard error. */
  output(): string;
  readonly exited: Promise<Exit>;
  /** Ends it in order, and removes the data directory when this product made it. */
  stop(): Promise<Exit>;
};

/** A start that has not been waited for: it may still fail. */
export type Launch = Pick<Product, "apiUrl" | "consoleUrl" | "dataDir" | "pid" | "output" | "exited" | "stop"> & {
  readonly child: ChildProcess;
};

/**
 * @param overrides environment variables; with `KMS_DATA_DIR` the caller keeps the data directory
 * @param command what starts it, such as another user would
 */
export async function launchProduct(
  overrides: Record<string, string> = {},
  [command, ...words]: readonly [string, ...string[]] = [process.execPath, join(ROOT, "dist/primary.js")],
): Promise<Launch> {
  const dataDir = overrides.KMS_DATA_DIR ?? join(makeFolder(), "data");
  const inherited = Object.fromEntries(
    ["PATH", "HOME", "LANG", "SOFTHSM2_CONF"].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  );
  const environment: Record<string, string | undefined> = {
    ...inherited,
    KMS_WORKERS: "2",
    KMS_API_PORT: String(await freePort()),
    KMS_CONSOLE_PORT: String(await freePort()),
    KMS_DATA_DIR: dataDir,
    ...overrides,
  };
  const child = spawn(command, words, {
    cwd: ROOT,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: environment as NodeJS.ProcessEnv,
  });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (chunk: string) => chunks.push(chunk));
  const exited = new Promise<Exit>((resolve) => child.once("close", (code, signal) => resolve({ code, signal })));
  return {
    apiUrl: `http://127.0.0.1:${environment.KMS_API_PORT}`,
    consoleUrl: `http://127.0.0.1:${environment.KMS_CONSOLE_PORT}`,
    dataDir,
    pid: child.pid ?? 0,
    child,
    output: () => chunks.join(""),
    exited,
    async stop() {
      child.kill("SIGTERM");
      const exit = await exited;
      if (!overrides.KMS_DATA_DIR) rmSync(join(dataDir, ".."), { recursive: true, force: true });
      return exit;
    },
  };
}

/** Other users may go through it, as those of an instance that shares its token and database. */
function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "kms-test-"));
  chmodSync(folder, 0o711);
  return folder;
}

/** Starts a product and waits until it says that it is ready. @throws Error with its output when it does not start */
export async function startProduct(overrides: Record<string, string> = {}): Promise<Product> {
  const launch = await launchProduct(overrides);
  await becomesReady(launch);
  return {
    ...launch,
    adminPassword: overrides.KMS_ADMIN_PASSWORD ?? /password (\S+) \(shown only this once\)/.exec(launch.output())?.[1] ?? "",
    account: overrides.KMS_ACCOUNT ?? "default",
    region: overrides.KMS_REGION ?? "eu-de",
  };
}

/** @throws Error with the output so far when it ends, or takes too long, before it is ready */
export async function becomesReady(launch: Launch): Promise<void> {
  const isReady = () => /^ {2}API {6}http/m.test(launch.output());
  await new Promise<void>((resolve, reject) => {
    const check = () => {
      // The line with the password is written together with the one that is looked for.
      if (isReady()) settle(resolve);
    };
    const fail = () => settle(() => reject(new Error(`The product did not start:\n${launch.output()}`)));
    const timer = setTimeout(() => {
      launch.child.kill("SIGKILL");
      fail();
    }, START_PATIENCE_MS);
    const settle = (how: () => void) => {
      clearTimeout(timer);
      launch.child.stdout?.off("data", check);
      how();
    };
    launch.child.stdout?.on("data", check);
    launch.exited.then(fail);
    check();
  });
}
