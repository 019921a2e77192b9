/**
 * Under which users the product runs and what each of them can reach: started by an ordinary user, then by root on the same data
 * directory, and by a user that the system has no name for. Needs root, to become the others.
 */
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Accounts, prepareAccounts } from "#lib/runtime/users/accounts";
import { readableProgram } from "#lib/runtime/users/readable-program";
import { as, canDo, statusOf } from "../harness/as-user";
import { makePair, servedName } from "../harness/certificate";
import { sql } from "../harness/database";
import { childrenOf, descendantsOf, environmentOf, stillRunning } from "../harness/processes";
import { becomesReady, type Launch, launchProduct } from "../harness/product";
import { requestToken } from "../harness/sign-in";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PASSWORD = "administrator-0123";
const NOBODY = 65_534;
const NAMELESS = 1_234_567;
const SECRET_NAMES = [
  "console-secret",
  "database-owner-password",
  "database-password",
  "database-superuser-password",
  "token-so-pin",
  "token-user-pin",
] as const;
const ALL_OF_THEM = Array.from({ length: 5 });

const folder = mkdtempSync(join(tmpdir(), "kms-users-"));
const dataDir = join(folder, "data");

/** What an ordinary user starts; a checkout of root's may be closed to it. */
function primary(): [string, string] {
  const { node, root } = readableProgram();
  return [node, join(root, "dist/primary.js")];
}

async function start(overrides: Record<string, string>, command: [string, ...string[]]): Promise<Launch> {
  const launch = await launchProduct({ KMS_ADMIN_PASSWORD: PASSWORD, ...overrides }, command);
  await becomesReady(launch);
  return launch;
}

const usersOf = (pids: readonly { pid: number }[]) => [...new Set(pids.map(({ pid }) => Number(statusOf(pid).Uid?.split("\t")[0])))];

function expectNoSecretInEnvironments(launch: Launch): void {
  const secrets = [PASSWORD, ...SECRET_NAMES.map((name) => readFileSync(join(launch.dataDir, "secrets", name), "utf8").trim())];
  const processes = descendantsOf(launch.pid);
  expect(processes.length).toBeGreaterThanOrEqual(ALL_OF_THEM.length);
  for (const { pid, command } of processes) {
    const text = [...Object.entries(environmentOf(pid)).flat(), command].join("\n");
    for (const secret of secrets) expect([command, text.includes(secret)]).toEqual([command, false]);
    expect([command, /PASSWORD|DATABASE_URL|_SECRET$/m.test(text)]).toEqual([command, false]);
  }
}

describe.skipIf(process.getuid?.() !== 0)("the product", () => {
  let accounts: Accounts;
  beforeAll(async () => {
    accounts = (await prepareAccounts()) as Accounts;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("started by an ordinary user, runs as that user alone, in a private directory", async () => {
    chmodSync(folder, 0o711);
    mkdirSync(dataDir);
    chownSync(dataDir, NOBODY, NOBODY);
    const launch = await start({ KMS_DATA_DIR: dataDir }, [...as(NOBODY, NOBODY), ...primary()]);
    try {
      expect(usersOf([launch, ...descendantsOf(launch.pid)])).toEqual([NOBODY]);
      expect(readFileSync(`/proc/${launch.pid}/environ`, "utf8")).not.toContain(PASSWORD);
      for (const name of ["", "secrets", "token", "postgres", "postgres/cluster", "postgres/socket"]) {
        const { uid, mode } = lstatSync(join(dataDir, name));
        expect([name, uid, mode & 0o777]).toEqual([name, NOBODY, 0o700]);
      }
    } finally {
      expect(await launch.stop()).toEqual({ code: 0, signal: null });
    }
  });

  describe("started by root, in a directory of a user's and below one where nobody else can go,", () => {
    const tls = { KMS_TLS_CERT_FILE: join(folder, "mounted", "tls.crt"), KMS_TLS_KEY_FILE: join(folder, "mounted", "tls.key") };
    let launch: Launch;
    let ports: { KMS_API_PORT: string; KMS_CONSOLE_PORT: string };

    beforeAll(async () => {
      chmodSync(folder, 0o700);
      makePair(folder, "first");
      makePair(folder, "second");
      lead("first");
      ports = { KMS_API_PORT: String(await freeLowPort(600)), KMS_CONSOLE_PORT: String(await freeLowPort(700)) };
      // As `npm start` does it.
      launch = await start({ KMS_DATA_DIR: dataDir, ...tls, ...ports }, ["sh", join(ROOT, "scripts/start.sh")]);
    });
    afterAll(() => launch?.stop());

    const children = () => ({
      database: childrenOf(launch.pid, "postgres"),
      worker: childrenOf(launch.pid, "api-worker"),
      console: childrenOf(launch.pid, "console-server"),
    });

    test("each part has a user of its own, and no right of root's", () => {
      for (const [role, processes] of Object.entries(children())) {
        const account = accounts[role as keyof Accounts];
        expect(processes.length).toBeGreaterThan(0);
        for (const { pid } of processes.flatMap((one) => [one, ...descendantsOf(one.pid)])) {
          const { Uid, Gid, Groups, CapInh, CapPrm, CapEff, CapBnd, CapAmb, NoNewPrivs } = statusOf(pid);
          expect(Uid).toBe(Array(4).fill(account.uid).join("\t"));
          expect(Gid).toBe(Array(4).fill(account.gid).join("\t"));
          expect(["", String(account.gid)]).toContain(Groups?.trim());
          for (const set of [CapInh, CapPrm, CapEff, CapBnd, CapAmb]) expect(set).toBe("0".repeat(16));
          expect(NoNewPrivs).toBe("1");
        }
      }
      expect(usersOf(descendantsOf(launch.pid)).sort()).toEqual([accounts.database.uid, accounts.worker.uid, accounts.console.uid].sort());
    });

    test("the primary keeps the rights that it needs and no password", () => {
      const { Uid, CapEff, CapBnd } = statusOf(launch.pid);
      expect(Uid).toMatch(/^0\t/);
      // Ownership, its own files, signals, becoming other users, and low ports: bits of capabilities(7).
      const needed = [0, 1, 3, 4, 5, 6, 7, 8, 10].reduce((sum, bit) => sum | (1n << BigInt(bit)), 0n);
      for (const set of [CapEff, CapBnd]) expect(BigInt(`0x${set}`) & ~needed).toBe(0n);
      expect(readFileSync(`/proc/${launch.pid}/environ`, "utf8")).not.toContain(PASSWORD);
    });

    test("no environment and no command line holds a secret", () => expectNoSecretInEnvironments(launch));

    test("files belong to whom they are for", () => {
      const { database, worker } = accounts;
      const shape = (name: string) => {
        const { uid, gid, mode } = lstatSync(join(dataDir, name));
        return [uid, gid, (mode & 0o7777).toString(8)];
      };
      expect(shape("")).toEqual([0, 0, "711"]);
      expect(shape("secrets")).toEqual([0, 0, "700"]);
      for (const name of SECRET_NAMES) expect(shape(join("secrets", name))).toEqual([0, 0, "600"]);
      expect(shape("token")).toEqual([worker.uid, worker.gid, "700"]);
      expect(shape("postgres")).toEqual([database.uid, worker.gid, "710"]);
      expect(shape("postgres/socket")).toEqual([database.uid, worker.gid, "2710"]);
      expect(shape("postgres/cluster")).toEqual([database.uid, database.gid, "700"]);
      const others = readdirSync(dataDir).filter((name) => !["secrets", "token", "postgres"].includes(name));
      for (const name of others) expect(shape(name)).toEqual([0, 0, name.endsWith(".conf") ? "644" : "600"]);
    });

    test("no user reaches what is another's", () => {
      // The way there is closed anyhow; whoever gets past that finds these doors.
      chmodSync(folder, 0o711);
      try {
        const { database, worker, console: pages } = accounts;
        const socket = join(dataDir, "postgres", "socket", ".s.PGSQL.5432");
        const dial = [
          "sh",
          "-c",
          `exec "$0" -e 'net.connect(process.argv[1]).on("connect",()=>process.exit(0)).on("error",()=>process.exit(1))' "$1"`,
        ];
        const reaches = (user: { uid: number; gid: number }) => ({
          secrets: SECRET_NAMES.some((name) => canDo(user, "cat", join(dataDir, "secrets", name))),
          token: canDo(user, "ls", join(dataDir, "token")),
          cluster: canDo(user, "ls", join(dataDir, "postgres", "cluster")),
          socket: canDo(user, ...dial, readableProgram().node, socket),
          key: canDo(user, "cat", tls.KMS_TLS_KEY_FILE),
          plant: canDo(user, "ln", "-s", "/etc/hostname", join(dataDir, "lock.99")),
          exchange: ["kms-data-directory", "secrets", "token", "postgres"].some((name) =>
            canDo(user, "mv", "-T", join(dataDir, name), join(dataDir, `${name}-away`)),
          ),
        });
        const nothing = { secrets: false, token: false, cluster: false, socket: false, key: false, plant: false, exchange: false };
        expect(reaches({ uid: NOBODY, gid: NOBODY })).toEqual(nothing);
        expect(reaches(pages)).toEqual(nothing);
        expect(reaches(worker)).toEqual({ ...nothing, token: true, socket: true });
        expect(reaches(database)).toEqual({ ...nothing, cluster: true, socket: true });
        expect(canDo(pages, "cat", `/proc/${children().worker[0]?.pid}/environ`)).toBe(false);
      } finally {
        chmodSync(folder, 0o700);
      }
    });

    test("a certificate that is replaced is served without a restart, also by a worker that is started later, and a bad one is not", async () => {
      const addresses = [Number(ports.KMS_API_PORT), Number(ports.KMS_CONSOLE_PORT)];
      const served = () => Promise.all(addresses.map(servedName));
      expect(await served()).toEqual(["first", "first"]);
      lead("second");
      // Nobody has to say so; it is found within seconds.
      await vi.waitFor(async () => expect(await served()).toEqual(["second", "second"]), { timeout: 60_000, interval: 500 });
      for (const { pid } of children().worker) process.kill(pid, "SIGKILL");
      await vi.waitFor(async () => expect(await served()).toEqual(["second", "second"]), { timeout: 20_000, interval: 200 });

      makePair(folder, "locked", "hunter22");
      lead("locked");
      const refused = await launchProduct(tls);
      expect((await refused.exited).code).toBe(1);
      expect(refused.output()).toMatch(/^KMS_TLS_KEY_FILE is ".*tls.key", whose key has a password.*\n$/);
      await vi.waitFor(() => expect(launch.output()).toContain("whose key has a password"), { timeout: 60_000, interval: 200 });
      expect(await served()).toEqual(["second", "second"]);

      lead("first");
      process.kill(launch.pid, "SIGHUP");
      await vi.waitFor(async () => expect(await served()).toEqual(["first", "first"]), { timeout: 60_000, interval: 200 });
      expect(stillRunning(children().console)).toHaveLength(1);
    });

    test("the embedded database comes back after it was killed", async () => {
      const [victim = { pid: 0 }] = children().database;
      process.kill(victim.pid, "SIGKILL");
      await vi.waitFor(
        async () => {
          expect(children().database.map(({ pid }) => pid)).not.toContain(victim.pid);
          expect(await sql(dataDir, "select 1 from iam_user where name = 'admin'")).toHaveLength(1);
        },
        { timeout: 30_000, interval: 200 },
      );
    });

    test("SIGTERM ends everything, and links of the database's user lead the next start nowhere", async () => {
      const all = descendantsOf(launch.pid);
      expect(await launch.stop()).toEqual({ code: 0, signal: null });
      expect(stillRunning(all)).toEqual([]);

      const precious = join(folder, "precious");
      mkdirSync(precious);
      writeFileSync(join(precious, ".s.PGSQL.5432"), "root's");
      writeFileSync(join(precious, "postmaster.pid"), `${process.pid}\n`);
      const socket = join(dataDir, "postgres", "socket");
      chmodSync(folder, 0o711);
      expect(canDo(accounts.database, "mv", socket, `${socket}-away`)).toBe(true);
      expect(canDo(accounts.database, "ln", "-s", precious, socket)).toBe(true);
      chmodSync(folder, 0o700);
      const next = await launchProduct({ KMS_DATA_DIR: dataDir });
      expect(await next.exited).toMatchObject({ code: 1 });
      expect(readFileSync(join(precious, ".s.PGSQL.5432"), "utf8")).toBe("root's");
      expect(lstatSync(precious).uid).toBe(0);
      expect(existsSync(join(precious, "postmaster.pid"))).toBe(true);
    });

    /** As where secrets are mounted: the folder is a link, which is exchanged. */
    function lead(to: string): void {
      symlinkSync(join(folder, to), join(folder, "mounted.new"));
      renameSync(join(folder, "mounted.new"), join(folder, "mounted"));
    }
  });

  test("started by root without the rights to give them away, says what to do", async () => {
    const launch = await launchProduct({}, ["setpriv", "--bounding-set=-setuid,-chown", process.execPath, join(ROOT, "dist/primary.js")]);
    expect(await launch.exited).toEqual({ code: 1, signal: null });
    expect(launch.output()).toMatch(/^Root lacks CAP_CHOWN, CAP_SETUID here, .*: start as an ordinary user, or allow these\.\n$/);
    await launch.stop();
  });

  test("started by a user that has no name, in a volume that is root's and its group's, works", async () => {
    const volume = mkdtempSync(join(tmpdir(), "kms-volume-"));
    chmodSync(volume, 0o2770);
    const launch = await start({ KMS_DATA_DIR: volume, HOME: "/", USER: "" }, [...as(NAMELESS, 0), ...primary()]);
    try {
      expect(usersOf([launch, ...descendantsOf(launch.pid)])).toEqual([NAMELESS]);
      expectNoSecretInEnvironments({ ...launch, dataDir: volume });
      expect((await requestToken({ ...launch, account: "default", region: "eu-de", adminPassword: PASSWORD })).status).toBe(201);
      for (const name of ["secrets", "token", "postgres"]) expect(lstatSync(join(volume, name)).mode & 0o777).toBe(0o700);
    } finally {
      expect(await launch.stop()).toEqual({ code: 0, signal: null });
      rmSync(volume, { recursive: true, force: true });
    }
  });
});

/** A port that only root may listen on. @param from 600 or above; the hundred from there on is drawn from */
async function freeLowPort(from: number): Promise<number> {
  for (;;) {
    const port = from + Math.floor(Math.random() * 100);
    const isFree = await new Promise<boolean>((resolve) => {
      const probe = createServer();
      probe.once("error", () => resolve(false));
      probe.listen({ host: "127.0.0.1", port }, () => probe.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
}
