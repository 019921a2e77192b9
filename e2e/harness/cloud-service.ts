/** Users of cloud services (obs, evs, ims), and the services of `e2e/clients` as programs, as an operator would start them. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ApiClient } from "./api-client";
import type { SharedProduct } from "./shared-product";
import { signInSecurityAdministrator } from "./signed-client";
import type { Tenant } from "./tenant";

const CLIENTS = join(import.meta.dirname, "../clients");

export type CloudService = {
  /** As `service-user create` prints them. */
  readonly credentials: { readonly user_id: string; readonly access: string; readonly secret: string };
  /** Switches the service's user on and off. */
  enable(enabled: boolean): Promise<void>;
};

/** A service user of the tenant's account with an access key, made over the API. */
export async function makeService(product: SharedProduct, tenant: Tenant, service: "obs" | "evs" | "ims"): Promise<CloudService> {
  const admin = await signInSecurityAdministrator(product, tenant);
  const user = await made(admin, "/v3/users", { user: { name: `${service}-${randomBytes(4).toString("hex")}`, service } });
  const key = await made(admin, "/v3.0/OS-CREDENTIAL/credentials", { credential: { user_id: user.user.id, description: service } });
  const { access, secret } = key.credential;
  return {
    credentials: { user_id: user.user.id, access, secret },
    async enable(enabled) {
      const reply = await admin.send("PATCH", `/v3/users/${user.user.id}`, JSON.stringify({ user: { enabled } }));
      if (reply.status !== 200) throw new Error(`enabled: ${reply.status} ${JSON.stringify(reply.body)}`);
    },
  };
}

async function made(admin: ApiClient, path: string, input: object) {
  const reply = await admin.send("POST", path, JSON.stringify(input));
  if (reply.status !== 201) throw new Error(`${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body;
}

/** A folder for a service's files; its credentials are in `credentials.json`. */
export function makeFolder(credentials: CloudService["credentials"]): string {
  const folder = mkdtempSync(join(tmpdir(), "kms-client-"));
  writeFileSync(join(folder, "credentials.json"), JSON.stringify(credentials), { mode: 0o600 });
  return folder;
}

export type Started = { readonly child: ChildProcess; output(): string };

/** Starts a program of `e2e/clients`. */
export function startClient(script: string, words: readonly string[], environment: Record<string, string>): Started {
  const env = { NODE_ENV: "production", PATH: process.env.PATH, ...environment } as NodeJS.ProcessEnv;
  const child = spawn(process.execPath, [join(CLIENTS, script), ...words], { env, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
  }
  return { child, output: () => text };
}

/** @returns exit code, and what was written */
export async function runClient(script: string, words: readonly string[], environment: Record<string, string>) {
  const started = startClient(script, words, environment);
  const code = await new Promise<number | null>((resolve) => started.child.once("close", resolve));
  return { code, output: started.output() };
}

export type RunningStore = {
  readonly url: string;
  readonly secret: string;
  /** Where its objects are. */
  readonly data: string;
  /** The most memory that it has held so far, in bytes. */
  peakMemory(): number;
  output(): string;
  stop(): Promise<void>;
};

/** An object store with one bucket, `bucket`, of a project. */
export async function startStore(kmsUrl: string, projectId: string, credentials: CloudService["credentials"]): Promise<RunningStore> {
  const folder = makeFolder(credentials);
  const secret = randomBytes(24).toString("hex");
  writeFileSync(join(folder, "secret"), secret, { mode: 0o600 });
  const data = join(folder, "objects");
  const { child, output } = startClient("object-store/main.mjs", [], {
    KMS_URL: kmsUrl,
    KMS_CREDENTIALS: join(folder, "credentials.json"),
    STORE_SECRET_FILE: join(folder, "secret"),
    STORE_DATA: data,
    STORE_BUCKETS: `bucket=${projectId}`,
    STORE_PORT: "0",
  });
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const isUp = new Promise<void>((resolve) => child.stdout?.on("data", () => resolve()));
  await Promise.race([isUp, closed]);
  const url = /http:\/\/\S+/.exec(output())?.[0];
  if (url === undefined) throw new Error(`The store did not start: ${output()}`);
  return {
    url,
    secret,
    data,
    output,
    peakMemory: () => 1024 * Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]),
    async stop() {
      child.kill("SIGKILL");
      await closed;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
