/**
 * API and jobs in the test's own process, on a real PostgreSQL and a real SoftHSM2 token, with a clock that the test sets: for what takes
 * days. Whoever starts one stops it.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApi } from "#lib/api/create-api";
import { Connections } from "#lib/api/edge/connections";
import { RequestGate } from "#lib/api/edge/request-gate";
import type { Clock } from "#lib/base/clock";
import { readEnv } from "#lib/base/env";
import { createLog } from "#lib/base/log";
import { openToken } from "#lib/hsm/pkcs11/open";
import { initialiseToken } from "#lib/hsm/pkcs11/start/initialise";
import { provision } from "#lib/hsm/testing/provision";
import { createJobRunner, type JobRunner } from "#lib/jobs/job-runner";
import type { JobTools } from "#lib/jobs/registry";
import { takeDataDir } from "#lib/runtime/data-dir/take-data-dir";
import { prepareEmbeddedPostgres } from "#lib/runtime/postgres/embedded-postgres";
import { bindBooks } from "#lib/store/books/bind-books";
import { sealMaker } from "#lib/store/books/seal-maker";
import { prepareSchema } from "#lib/store/database/prepare-schema";
import { provisionDatabase } from "#lib/store/database/provision-database";
import { openStore } from "#lib/store/open";
import { bootstrapIdentity } from "#lib/usecases/identity/account/bootstrap";
import { sql } from "./database";
import { takeDatabaseClock } from "./database-clock";
import { sealHere } from "./honest-sql";

/** Both clocks of the machine, moved by hand. */
export class HandClock implements Clock {
  #wall: number;
  #monotonic = 0;

  constructor(start: Date) {
    this.#wall = start.getTime();
  }

  now(): Date {
    return new Date(this.#wall);
  }

  monotonic(): number {
    return this.#monotonic;
  }

  /** Time goes by. @param ms */
  pass(ms: number): void {
    this.#wall += ms;
    this.#monotonic += ms;
  }

  /** Somebody sets the wall clock. @param ms forth, or back where negative */
  jump(ms: number): void {
    this.#wall += ms;
  }
}

export type InProcess = {
  readonly clock: HandClock;
  /** How far the database's clock is behind `clock`, in ms; 0 unless a test sets it. */
  databaseBehindMs: number;
  readonly jobs: JobRunner;
  readonly tools: JobTools;
  readonly dataDir: string;
  readonly projectId: string;
  /** Sentences that the jobs logged. */
  readonly warnings: string[];
  /** `verb` as in the reference. @returns status and parsed body */
  // biome-ignore lint/suspicious/noExplicitAny: a reply is whatever the API says; the assertions find out.
  call(verb: string, input?: object): Promise<{ status: number; body: any; code: string }>;
  /** Asks for a token, with whatever body. @returns the status */
  requestToken(body: object): Promise<number>;
  /** Sends anything, from any address; `isConsole` as the console does. */
  send(request: {
    readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
    readonly url: string;
    readonly body?: object;
    readonly headers?: Readonly<Record<string, string>>;
    readonly from?: string;
    readonly isConsole?: boolean;
  }): Promise<{
    readonly status: number;
    readonly headers: Readonly<Record<string, unknown>>;
    // biome-ignore lint/suspicious/noExplicitAny: as above
    readonly body: any;
  }>;
  /** Opens a port of this machine, for what has to come over the wire. @returns the URL */
  listen(): Promise<string>;
  /** From then on the token does not answer. */
  takeTokenAway(): Promise<void>;
  stop(): Promise<void>;
};

const PASSWORD = "administrator-0123";

/** @param settings environment variables beyond those that it needs */
export async function startInProcess(start: Date, settings: Record<string, string> = {}): Promise<InProcess> {
  const dataDir = mkdtempSync(join(tmpdir(), "kms-in-process-"));
  const log = createLog("fatal", "test");
  const postgres = await prepareEmbeddedPostgres(await takeDataDir(dataDir), log);
  const server = postgres.launch();
  await postgres.becomeReady();
  await provisionDatabase(postgres.ownProvision);
  await prepareSchema(postgres.url, postgres.ownerUrl);
  const databaseClock = await takeDatabaseClock(dataDir);
  const token = provision("SoftHSM2");
  await initialiseToken(token.settings, { create: true, soPin: token.soPin });
  const hsm = await openToken(token.settings);
  const store = await openStore(postgres.url, { rememberedKeys: 100, makeSeal: sealMaker(hsm) });
  sealHere(dataDir, sealMaker(hsm));
  const wasBoundBefore = { key: false, people: false };
  await bindBooks(store, { makeSeal: sealMaker(hsm), now: start, wasBoundBefore, onProgress: () => {} });
  await bootstrapIdentity(store, { systemUser: "test", now: start }, { account: "default", region: "eu-de", adminPassword: PASSWORD });
  const clock = new HandClock(start);
  const env = readEnv({ KMS_DATA_DIR: dataDir, KMS_QUOTA_KEYS: "10000", ...settings });
  const askForShare = async (_caller: string, granted: number) => ({ granted, waitMs: 0 });
  const gate = new RequestGate({ ...env.gate, tokenSessions: env.tokenSessions });
  const connections = new Connections(env.maxConnections);
  const more = { productVersion: "0", consoleSecret: "s".repeat(43), askForShare, tls: null };
  const app = await createApi({ env, store, hsm, gate, connections, log, clock, ...more });
  const warnings: string[] = [];
  const note = (...parts: unknown[]) => {
    warnings.push(String(parts.at(-1)));
  };
  const user = { name: "admin", password: PASSWORD, domain: { name: "default" } };
  const signIn = () =>
    app.inject({
      method: "POST",
      url: "/v3/auth/tokens",
      payload: { auth: { identity: { methods: ["password"], password: { user } }, scope: { project: { name: "eu-de" } } } },
    });
  let signedIn = await signIn();
  // Where many start at once the first one may be too late for its deadline.
  for (let tries = 1; signedIn.statusCode === 503 && tries < 5; tries += 1) signedIn = await signIn();
  if (signedIn.statusCode !== 201) throw new Error(`sign-in: ${signedIn.statusCode} ${signedIn.body}`);
  const credential = String(signedIn.headers["x-subject-token"]);
  const projectId = String(signedIn.json().token.project.id);
  // A token lives 24 hours; what is tested here lasts years.
  await sql(dataDir, "update auth_token set expires_at = '9000-01-01'");
  const tools: JobTools = { store, hsm, hasCallers: () => false, domainKeyKeepDays: env.domainKeyKeepDays, log };
  const runner = createJobRunner(tools, clock, { warn: note });
  let databaseIsAt = Number.NaN;
  let databaseIsSet = Promise.resolve();
  const setDatabaseClock = () => {
    const at = clock.now().getTime() - inProcess.databaseBehindMs;
    if (at !== databaseIsAt) databaseIsSet = databaseIsSet.then(() => databaseClock.set(new Date(at)));
    databaseIsAt = at;
    return databaseIsSet;
  };
  const inProcess: InProcess = {
    clock,
    databaseBehindMs: 0,
    tools,
    jobs: {
      look: runner.look,
      async run(name) {
        await setDatabaseClock();
        return runner.run(name);
      },
    },
    dataDir,
    projectId,
    warnings,
    async call(verb, input = {}) {
      await setDatabaseClock();
      const headers = { "x-auth-token": credential };
      const reply = await app.inject({ method: "POST", url: `/v1.0/${projectId}/kms/${verb}`, headers, payload: input });
      const body = reply.json();
      return { status: reply.statusCode, body, code: body?.error?.error_code ?? "" };
    },
    async requestToken(payload) {
      return (await app.inject({ method: "POST", url: "/v3/auth/tokens", payload })).statusCode;
    },
    async send({ method, url, body, headers = {}, from = "127.0.0.1", isConsole = false }) {
      // The console passes on whom it was asked by; its own address is this machine's.
      const asConsole = isConsole ? { "x-kms-console": more.consoleSecret, "x-forwarded-for": from } : {};
      const remoteAddress = isConsole ? "127.0.0.1" : from;
      const all = { ...headers, ...asConsole };
      const reply = await app.inject({ method, url, headers: all, remoteAddress, ...(body !== undefined && { payload: body }) });
      const isJson = String(reply.headers["content-type"]).startsWith("application/json");
      // Of another type it is the text itself.
      const replied = reply.body === "" ? null : isJson ? reply.json() : reply.body;
      return { status: reply.statusCode, headers: reply.headers, body: replied };
    },
    listen: () => app.listen({ host: "127.0.0.1", port: 0 }),
    takeTokenAway: () => hsm.close(),
    async stop() {
      await app.close();
      await store.close();
      await databaseClock.close();
      await hsm.close();
      await new Promise<void>((resolve) => {
        server.once("exit", () => resolve());
        server.kill("SIGINT");
      });
      token.remove();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  return inProcess;
}
