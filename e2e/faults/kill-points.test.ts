/**
 * The product is killed with -9 at moments that nobody chose, under load, and started again: what it had answered is there with its trace,
 * what it had not is there as a whole or not at all, every ciphertext that it handed out decrypts, and log and database are sound.
 * `KMS_KILLS` says how many times (2), and `KMS_KILL_SEED` with which seed.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DOMAIN_KEY_LABEL, labelOfDomainKey } from "#lib/hsm/pkcs11/long-lived/domain-keys";
import { signIn } from "../harness/api-client";
import { type Chance, chanceOf } from "../harness/chance";
import { sql } from "../harness/database";
import { runProgram } from "../harness/run-program";
import { openLogVerifier } from "../harness/verify-log";
import { KeyLife } from "../kill-points/key-life";
import { KilledProduct } from "../kill-points/killed-product";
import { Interrupted, type Life } from "../kill-points/life";
import { PolicyLife } from "../kill-points/policy-life";

const KILLS = Number(process.env.KMS_KILLS ?? 2);
const SEED = Number(process.env.KMS_KILL_SEED ?? Math.floor(Math.random() * 2 ** 31));
const KEY_LIVES = 6;
/** From the first answers on. */
const LATEST_KILL_MS = 2_500;
/** Ciphertexts of a life that are looked at after each kill; all are in the end. */
const LOOKED_AT = 12;
const SOUND_EVERY = 10;
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const folder = mkdtempSync(join(tmpdir(), "kms-killed-"));
const dataDir = join(folder, "data");
let killed: KilledProduct;
let keys: KeyLife[];
let lives: Life<unknown>[];
const chance: Chance = chanceOf(SEED);
beforeAll(async () => {
  const started = await KilledProduct.start({ KMS_DATA_DIR: dataDir, KMS_QUOTA_KEYS: "100000" });
  killed = started.killed;
  const { apiUrl, account, adminPassword: password, region } = started.first;
  const who = { account, name: "admin", password };
  const client = await signIn(apiUrl, who, { project: { name: region } });
  const admin = await signIn(apiUrl, who, { domain: { name: account } });
  keys = Array.from({ length: KEY_LIVES }, (_, at) => new KeyLife(`key-${at}`, client, dataDir, chanceOf(SEED + at + 1)));
  lives = [...keys, new PolicyLife("policy", admin, chanceOf(SEED))];
}, 120_000);
afterAll(async () => {
  await killed?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const admin = (...words: string[]) => runProgram("dist/admin.js", words, { KMS_DATA_DIR: dataDir });

/** What goes on beside the calls, and is killed with the product. */
function beginBeside(what: "nothing" | "roll" | "backup"): { end: () => Promise<void> } {
  if (what === "nothing") return { end: async () => {} };
  const words = what === "roll" ? ["domain-key", "roll"] : ["backup", join(folder, "backup"), "--plain"];
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, ["dist/admin.js", ...words], {
    cwd: ROOT,
    stdio: "ignore",
    env: { PATH, HOME, KMS_DATA_DIR: dataDir } as never,
  });
  const exited = new Promise<void>((resolve) => child.once("close", () => resolve()));
  return {
    end: () => {
      child.kill("SIGKILL");
      return exited;
    },
  };
}

/** A backup is whole, or there is none. */
async function checkBackup(): Promise<void> {
  if (existsSync(join(folder, "backup"))) {
    const { code, stderr } = await admin("backup", "verify", join(folder, "backup"));
    expect([code, stderr]).toEqual([0, ""]);
  }
  for (const name of readdirSync(folder)) if (name.startsWith("backup")) rmSync(join(folder, name));
}

async function runUntilKilled(): Promise<void> {
  const beside = beginBeside(chance.pick(["nothing", "nothing", "roll", "backup"]));
  const before = lives.reduce((sum, { steps }) => sum + steps, 0);
  const running = lives.map(async (life) => {
    for (;;) await life.step();
  });
  const ends = Promise.allSettled(running);
  await expect.poll(() => lives.reduce((sum, { steps }) => sum + steps, 0), { timeout: 30_000, interval: 5 }).toBeGreaterThan(before);
  await new Promise((resolve) => setTimeout(resolve, chance.below(LATEST_KILL_MS)));
  await killed.kill(chance.percent(75) ? "all" : "primary");
  await beside.end();
  const faults = (await ends).flatMap((end) => (end.status === "rejected" && !(end.reason instanceof Interrupted) ? [end.reason] : []));
  expect(faults).toEqual([]);
}

/** Requests that were answered without their trace, or have several. */
async function untraced(): Promise<string[]> {
  const answered = lives.flatMap((life) => life.takeAnswered());
  const rows = await sql<{ request_id: string; count: number }>(
    dataDir,
    "select request_id, count(*)::int from trace where outcome = 'normal' and request_id = any($1) group by request_id",
    [answered],
  );
  const counted = new Map(rows.map(({ request_id, count }) => [request_id, count]));
  return answered.filter((id) => counted.get(id) !== 1);
}

/** By their labels. */
async function domainKeys(): Promise<string[]> {
  return (await sql<{ generation: number }>(dataDir, "select generation from domain_key")).map(({ generation }) =>
    labelOfDomainKey(generation),
  );
}

async function checkAll(): Promise<void> {
  await expect.poll(async () => (await admin("integrity", "check")).stdout, { timeout: 60_000 }).toMatch(/^\d+ rows, all as the product/);
  const [counted] = await sql<{ key_count: number; actual: number }>(
    dataDir,
    "select key_count, (select count(*)::int from cmk) as actual from project",
  );
  expect(counted?.key_count).toBe(counted?.actual);
}

test(
  `killed ${KILLS} times, it loses nothing (KMS_KILL_SEED=${SEED})`,
  async () => {
    const isOther = (label: string) => !label.startsWith(DOMAIN_KEY_LABEL);
    const others = (await killed.labelsInToken()).filter(isOther);
    expect(others.length).toBeGreaterThan(1);
    for (let kill = 1; kill <= KILLS; kill++) {
      await runUntilKilled();
      await checkBackup();
      await killed.again();
      expect(await Promise.all(lives.map((life) => life.settle()))).toEqual(lives.map(() => ""));
      expect(await untraced()).toEqual([]);
      expect((await Promise.all(keys.map((life) => life.lost(LOOKED_AT)))).flat()).toEqual([]);
      if (kill % SOUND_EVERY === 0) {
        await checkAll();
        process.stdout.write(`${kill} of ${KILLS} kills, ${lives.reduce((sum, { steps }) => sum + steps, 0)} steps\n`);
      }
    }
    await checkAll();
    expect((await Promise.all(keys.map((life) => life.lost(Number.POSITIVE_INFINITY)))).flat()).toEqual([]);
    // A roll notes what killed ones have left in the token. Beside domain keys nothing has come to stay there.
    expect((await admin("domain-key", "roll")).code).toBe(0);
    expect(await killed.labelsInToken()).toEqual([...others, ...(await domainKeys())].sort());
    writeFileSync(join(folder, "state"), (await admin("state", "export")).stdout);
    const verifier = openLogVerifier((await admin("audit", "key")).stdout);
    // Within a second or two all that is in the state is sealed.
    const verdict = async () => verifier.verify((await admin("audit", "export")).stdout, ["--state", join(folder, "state")]);
    await expect.poll(verdict, { timeout: 60_000 }).toMatchObject({ code: 0 });
    verifier.end();
  },
  180_000 + KILLS * 60_000,
);
