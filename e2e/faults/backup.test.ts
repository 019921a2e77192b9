/**
 * A backup is made while the product works, and restored on an empty machine: what was encrypted decrypts, what was destroyed stays so,
 * and the audit log goes on as the same one. What is no backup, or not for there, changes nothing.
 */
import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findSoftHsm } from "#lib/runtime/token/token-settings";
import { migrate } from "#lib/store/database/migrate";
import { signIn } from "../harness/api-client";
import { databaseUrl, sql, superuserUrl } from "../harness/database";
import { processesWith } from "../harness/processes";
import { type Product, startProduct } from "../harness/product";
import { type Outcome, runProgram } from "../harness/run-program";
import { makeTenant, type Tenant } from "../harness/tenant";
import { openLogVerifier } from "../harness/verify-log";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "kms-backup-"));
chmodSync(folder, 0o711);
const at = (name: string) => join(folder, name);
const PASSPHRASE = { KMS_BACKUP_PASSPHRASE_FILE: at("passphrase") };
const IDENTITY = { KMS_BACKUP_IDENTITY_FILE: at("identity") };

let product: Product;
let tenant: Tenant;
let recipient: string;
beforeAll(async () => {
  const identity = await generateX25519Identity();
  recipient = await identityToRecipient(identity);
  writeFileSync(at("passphrase"), "correct horse battery staple\n", { mode: 0o600 });
  writeFileSync(at("other"), "incorrect horse\n", { mode: 0o600 });
  writeFileSync(at("identity"), `# created: today\n# public key: ${recipient}\n${identity}\n`, { mode: 0o600 });
  product = await startProduct({ KMS_WORKERS: "1", KMS_DATA_DIR: at("data") });
  tenant = await makeTenant(product);
}, 120_000);
afterAll(async () => {
  await product?.stop();
  // Databases of restores that were killed.
  for (const { pid } of processesWith(folder)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch (error) {
      // It has ended meanwhile.
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
  rmSync(folder, { recursive: true, force: true });
});

type Told = { keys: number; traces: number; bytes: number; seconds: number };
const run = (words: string[], environment: Record<string, string> = {}) =>
  runProgram("dist/admin.js", words, { KMS_DATA_DIR: at("data"), ...environment });
function told({ code, stdout, stderr }: Outcome): Told {
  expect(stderr).toBe("");
  expect(code).toBe(0);
  expect(stdout.trim().split("\n")).toHaveLength(1);
  return JSON.parse(stdout);
}
/** @returns the one sentence of a refusal */
function refusal({ code, stdout, stderr }: Outcome): string {
  expect(code).toBe(1);
  expect(stdout).toBe("");
  expect(stderr.trim().split("\n")).toHaveLength(1);
  return stderr.trim();
}
const restore = (file: string, dataDir: string, environment: Record<string, string> = IDENTITY) =>
  runProgram("dist/admin.js", ["restore", at(file)], { KMS_DATA_DIR: at(dataDir), ...environment });

/** What the product had, as its owner knows it. */
type World = { readonly ciphertexts: string[]; readonly disabled: string; readonly destroyed: string; readonly checkpoint: string };

async function fill(): Promise<World> {
  const { client } = tenant;
  const encrypt = async (key_id: string) => (await client.call("encrypt-data", { key_id, plain_text: "kept" })).body.cipher_text as string;
  const [plain, rotated, disabled, destroyed] = [
    await client.createKey("plain"),
    await client.createKey("rotated"),
    await client.createKey("disabled"),
    await client.createKey("destroyed"),
  ];
  const ciphertexts = [await encrypt(plain), await encrypt(rotated)];
  expect((await client.call("rotate-on-demand", { key_id: rotated })).status).toBe(200);
  ciphertexts.push(await encrypt(rotated), await encrypt(disabled));
  await client.call("disable-key", { key_id: disabled });
  const lost = await encrypt(destroyed);
  // As the job leaves it on its day.
  await sql(
    product.dataDir,
    `with gone as (delete from cmk where id = $1 returning *)
     insert into key_tombstone (key_id, account_id, project_id, alias, spec, usage, origin, created_at, requested_by, requested_by_name,
       requested_at, scheduled_for, destroyed_at, versions, blobs_destroyed, blobs_left)
     select id, account_id, project_id, alias, spec, usage, origin, created_at, $2, '', now(), now(), now(), '[]', 1, 0 from gone`,
    [destroyed, tenant.userId],
  );
  expect((await client.call("decrypt-data", { cipher_text: lost })).status).toBe(404);
  return { ciphertexts, disabled, destroyed: lost, checkpoint: (await run(["audit", "checkpoint"])).stdout };
}

describe("a backup", () => {
  let world: World;
  let made: Told;
  test("is made under load, while domain keys are rolled, and is its maker's alone", async () => {
    world = await fill();
    const { client } = tenant;
    const key = await client.createKey("busy");
    let isOver = false;
    const answered: string[] = [];
    const load = Array.from({ length: 4 }, async () => {
      while (!isOver) {
        const { status, body } = await client.call("encrypt-data", { key_id: key, plain_text: "busy" });
        expect(status).toBe(200);
        answered.push(body.cipher_text);
      }
    });
    const rolls = run(["domain-key", "roll"]);
    made = told(await run(["backup", at("one"), "--recipient", recipient], { KMS_WORKERS: "7", KMS_ADMIN_PASSWORD: "never-kept-0123" }));
    expect((await rolls).code).toBe(0);
    isOver = true;
    await Promise.all(load);
    const [first = ""] = answered;
    world.ciphertexts.push(first);
    expect(statSync(at("one")).mode & 0o777).toBe(0o600);
    expect(made).toMatchObject({ keys: 4, bytes: statSync(at("one")).size });
    expect(made.traces).toBeGreaterThan(20);
    expect(readdirSync(folder).filter((name) => name.includes("unfinished"))).toEqual([]);
    const traces = (await sql(product.dataDir, "select details from trace where trace_name = 'createBackup'")).map(
      ({ details }) => details,
    );
    expect(traces).toEqual([{ keys: made.keys, traces: made.traces, encrypted: "recipient" }]);
  });

  test("is verified without being restored, by who can open it", async () => {
    const known = { keys: made.keys, traces: made.traces, bytes: made.bytes };
    expect(told(await run(["backup", "verify", at("one")], { ...IDENTITY, KMS_DATA_DIR: at("nowhere") }))).toEqual({
      ...known,
      seconds: expect.any(Number),
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      made_at: expect.stringMatching(/^\d{4}-.+Z$/),
      settings: { KMS_WORKERS: "7" },
    });
    expect(existsSync(at("nowhere"))).toBe(false);
    told(await run(["backup", at("two")], PASSPHRASE));
    expect(told(await run(["backup", "verify", at("two")], PASSPHRASE)).keys).toBe(made.keys);
    told(await run(["backup", at("three"), "--plain"]));
    expect(told(await run(["backup", "verify", at("three")])).keys).toBe(made.keys);
    expect(readFileSync(at("two")).includes("kms-console")).toBe(false);
  });

  test("is not made where it is not said for whom, or where there is a file", async () => {
    const before = readdirSync(folder).sort();
    const kept = readFileSync(at("one"));
    // Of the right letters, and its checksum does not fit.
    const wrongRecipient = `${recipient.slice(0, -1)}${recipient.endsWith("q") ? "p" : "q"}`;
    for (const [words, environment, sentence] of [
      [["backup", at("new")], {}, /^A backup needs one of these: KMS_BACKUP_PASSPHRASE_FILE/],
      [["backup", at("new"), "--plain"], PASSPHRASE, /^A backup needs one of these/],
      [["backup", at("new"), "--plain", "--recipient", recipient], {}, /^A backup needs one of these/],
      [["backup", at("new"), "--recipient", wrongRecipient], {}, /^--recipient is no public key of age/],
      [["backup", at("new")], { KMS_BACKUP_PASSPHRASE_FILE: at("missing") }, /which cannot be read \(ENOENT\)\.$/],
      [["backup", at("one")], PASSPHRASE, /^There is a file .*one already: name a new one\.$/],
      [["backup", at("no/new")], PASSPHRASE, /^There is no folder /],
    ] as const) {
      expect(refusal(await run([...words], environment))).toMatch(sentence);
    }
    expect(readdirSync(folder).sort()).toEqual(before);
    expect(readFileSync(at("one")).equals(kept)).toBe(true);
    for (const words of [
      ["backup"],
      ["backup", "verify"],
      ["restore"],
      ["restore", "a", "b"],
      ["restore", "a", "--plain"],
      ["backup", "a", "--force"],
    ]) {
      const { code, stdout, stderr } = await run(words);
      expect([code, stdout, stderr.trim().split("\n").length], words.join(" ")).toEqual([2, "", 1]);
    }
  });

  test("that is damaged, cut off, foreign or another's is refused before anything is written", async () => {
    const whole = readFileSync(at("one"));
    const write = (name: string, bytes: Buffer | string) => writeFileSync(at(name), bytes);
    const flipped = Buffer.from(whole);
    flipped[whole.length - 40] = (flipped[whole.length - 40] as number) ^ 1;
    write("flipped", flipped);
    write("cut", whole.subarray(0, whole.length - 1));
    write("half", whole.subarray(0, whole.length / 2));
    write("empty", "");
    write("foreign", "select 1;\n".repeat(1_000));
    for (const [file, environment, sentence] of [
      ["flipped", IDENTITY, /^The file is no whole backup/],
      ["cut", IDENTITY, /^The file is no whole backup/],
      ["half", IDENTITY, /^The file is no whole backup/],
      ["empty", IDENTITY, /^The file is no backup of KMS Console/],
      ["foreign", IDENTITY, /^The file is no backup of KMS Console/],
      ["missing", IDENTITY, /^There is no file/],
      ["one", {}, /^The backup is encrypted/],
      ["two", { KMS_BACKUP_PASSPHRASE_FILE: at("other") }, /^The backup cannot be opened/],
      ["two", IDENTITY, /^The backup cannot be opened/],
    ] as const) {
      expect(refusal(await restore(file, "target", environment)), file).toMatch(sentence);
      expect(existsSync(at("target")), file).toBe(false);
      if (file === "cut") expect(refusal(await run(["backup", "verify", at(file)], environment)), file).toMatch(sentence);
    }
  });

  test("is not put where there is anything", async () => {
    mkdirSync(at("full"));
    writeFileSync(at("full/kms-data-directory"), "");
    writeFileSync(at("full/note"), "mine");
    expect(refusal(await restore("one", "full"))).toMatch(
      /holds an installation already: set KMS_DATA_DIR to a new or an empty directory\.$/,
    );
    rmSync(at("full/kms-data-directory"));
    expect(refusal(await restore("one", "full"))).toMatch(/is not empty: set KMS_DATA_DIR to a new or an empty directory\.$/);
    expect(readdirSync(at("full"))).toEqual(["note"]);
    const before = readdirSync(at("data")).sort();
    expect(refusal(await restore("one", "data"))).toMatch(/holds an installation already/);
    expect(readdirSync(at("data")).sort()).toEqual(before);
    const url = superuserUrl(product.dataDir);
    expect(refusal(await restore("one", "target", { ...IDENTITY, DATABASE_URL: url }))).toMatch(
      /^The database of DATABASE_URL is not empty/,
    );
    expect(existsSync(at("target"))).toBe(false);
  });

  test("restored on an empty machine goes on as the installation that it was", async () => {
    // As the set-up leaves it where it has unpacked the token's library.
    mkdirSync(at("restored/softhsm"), { recursive: true });
    writeFileSync(at("restored/kms-data-directory"), "", { mode: 0o600 });
    expect(told(await restore("one", "restored"))).toMatchObject({ keys: made.keys, traces: made.traces, bytes: made.bytes });
    const next = await startProduct({ KMS_DATA_DIR: at("restored"), KMS_WORKERS: "1" });
    try {
      const { account, userName, password, projectId } = tenant;
      const client = await signIn(next.apiUrl, { account, name: userName, password }, { project: { id: projectId } });
      const decrypt = async (cipher_text: string) => client.call("decrypt-data", { cipher_text });
      const [plain = "", rotated = "", again = "", disabled = "", busy = ""] = world.ciphertexts;
      for (const ciphertext of [plain, rotated, again]) expect((await decrypt(ciphertext)).body.plain_text).toBe("kept");
      expect((await decrypt(busy)).body.plain_text).toBe("busy");
      expect((await decrypt(disabled)).code).toBe("KMS.0209");
      expect((await client.call("encrypt-data", { key_id: world.disabled, plain_text: "x" })).status).not.toBe(200);
      expect((await decrypt(world.destroyed)).status).toBe(404);
      const fresh = (await client.call("encrypt-data", { key_id: await client.createKey("fresh"), plain_text: "new" })).body.cipher_text;
      expect((await decrypt(fresh)).body.plain_text).toBe("new");

      const command = (...words: string[]) => run(words, { KMS_DATA_DIR: at("restored") });
      await expect
        .poll(async () => (await command("integrity", "check")).stdout, { timeout: 30_000 })
        .toMatch(/^\d+ rows, all as the product/);
      const traces = await sql(at("restored"), "select outcome, details from trace where trace_name = 'restoreBackup'");
      expect(traces).toMatchObject([{ outcome: "warning", details: { incarnation: 2 } }]);
      // Before the backup a look may have met what the test had written, and not sealed yet.
      const incidents = `select resource_type, resource_id, details from trace where trace_name = 'integrityIncident'
        and id > (select id from trace where trace_name = 'restoreBackup')`;
      expect(await sql(at("restored"), incidents)).toEqual([]);
      // The same log under the same key, in an incarnation of its own, and nothing of it is another than it was before the backup.
      await expect
        .poll(async () => (await command("audit", "checkpoint")).stdout, { timeout: 30_000 })
        .toMatch(/^kms-console\/audit\/[0-9a-f]+\/2\n/);
      const log = (await command("audit", "export")).stdout;
      const verifier = openLogVerifier((await command("audit", "key")).stdout);
      expect(verifier.verify(log, [], world.checkpoint)).toMatchObject({ code: 0 });
      verifier.end();
    } finally {
      await next.stop();
    }
  }, 180_000);

  test("goes into a database of the operator's with two roles", async () => {
    const client = new pg.Client({ connectionString: superuserUrl(product.dataDir) });
    await client.connect();
    for (const text of [
      "create role elsewhere login password 'p'",
      "create role elsewhere_owner login password 'p'",
      "create database elsewhere owner elsewhere_owner",
    ]) {
      await client.query(text);
    }
    await client.end();
    const urlOf = (role: string) => {
      const url = new URL(superuserUrl(product.dataDir));
      [url.username, url.password, url.pathname] = [role, "p", "/elsewhere"];
      return url.href;
    };
    // As a restore leaves it that ended before it had put a row.
    await migrate(urlOf("elsewhere_owner"));
    const environment = { DATABASE_URL: urlOf("elsewhere"), KMS_DATABASE_OWNER_URL: urlOf("elsewhere_owner") };
    expect(told(await restore("two", "beside", { ...PASSPHRASE, ...environment })).keys).toBe(made.keys);
    const { code, stdout } = await run(["integrity", "check"], { KMS_DATA_DIR: at("beside"), ...environment });
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^\d+ rows, all as the product/)]);
  });

  test("of an operator's token brings no token, fits that one alone, and makes what it was made of the older one", async () => {
    const tokenOf = (dataDir: string) => ({
      KMS_PKCS11_MODULE: findSoftHsm(at(dataDir)),
      KMS_PKCS11_TOKEN: "kms",
      KMS_PKCS11_PIN_FILE: at(`${dataDir}/secrets/token-user-pin`),
      SOFTHSM2_CONF: at(`${dataDir}/softhsm2.conf`),
    });
    told(
      await run(["backup", at("four"), "--plain"], {
        ...tokenOf("data"),
        DATABASE_URL: databaseUrl(product.dataDir),
        KMS_DATA_DIR: at("four-data"),
      }),
    );
    const names = gunzipSync(readFileSync(at("four"))).toString("latin1");
    expect([names.includes("manifest.json"), names.includes("token-so-pin"), names.includes(".object")]).toEqual([true, false, false]);
    expect(refusal(await restore("four", "target", {}))).toMatch(/^The backup was made with a token of yours, which it does not hold/);
    expect(refusal(await restore("one", "target", { ...IDENTITY, ...tokenOf("data") }))).toMatch(/^The backup brings its own token/);
    // Another installation's.
    expect((await run(["domain-key", "roll"], { KMS_DATA_DIR: at("fresh") })).code).toBe(0);
    expect(refusal(await restore("four", "target", tokenOf("fresh")))).toMatch(/it is another token\.$/);
    expect(existsSync(at("target"))).toBe(false);
    told(await restore("four", "target", tokenOf("data")));
    await expect.poll(async () => (await fetch(`${product.apiUrl}/readyz`)).text(), { timeout: 30_000 }).toContain('"database":"older"');
  }, 120_000);

  test("whoever is killed while it is made leaves no file, and while it is restored, nothing that starts", async () => {
    const killed = async (words: string[], environment: Record<string, string>, ms: number) => {
      const env = { PATH: process.env.PATH, KMS_DATA_DIR: at("data"), ...environment } as never;
      const child = spawn(process.execPath, [join(ROOT, "dist/admin.js"), ...words], { env, stdio: "ignore", detached: true });
      const ended = new Promise((resolve) => child.once("close", resolve));
      await new Promise((resolve) => setTimeout(resolve, ms));
      try {
        process.kill(-(child.pid ?? 0), "SIGKILL");
      } catch {}
      await ended;
    };
    for (const ms of [300, 700, 1_200]) {
      await killed(["backup", at("killed"), "--recipient", recipient], {}, ms);
      expect(existsSync(at("killed"))).toBe(false);
    }
    let halves = 0;
    for (const ms of [1_000, 2_500, 4_000]) {
      rmSync(at("half-way"), { recursive: true, force: true });
      await killed(["restore", at("one")], { ...IDENTITY, KMS_DATA_DIR: at("half-way") }, ms);
      if (!existsSync(at("half-way/restore-unfinished"))) continue;
      halves += 1;
      const { code, stderr } = await runProgram("dist/primary.js", [], { KMS_DATA_DIR: at("half-way") });
      expect([code, stderr]).toEqual([1, expect.stringContaining("was restored into the data directory")]);
    }
    expect(halves).toBeGreaterThan(0);
  }, 120_000);
});
