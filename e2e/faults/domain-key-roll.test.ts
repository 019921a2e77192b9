/**
 * Domain keys are rolled while callers use what they wrap: two workers and the command are three processes on one token. Nobody may
 * notice, and what was encrypted before decrypts after.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ApiClient, signIn } from "../harness/api-client";
import { sql } from "../harness/database";
import { childrenOf } from "../harness/processes";
import { type Product, startProduct } from "../harness/product";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PASSWORD = "administrator-0123";
const folder = mkdtempSync(join(tmpdir(), "kms-roll-"));
const dataDir = join(folder, "data");

let product: Product;
let api: ApiClient;
async function start(): Promise<void> {
  product = await startProduct({ KMS_DATA_DIR: dataDir, KMS_WORKERS: "2", KMS_QUOTA_KEYS: "10000", KMS_ADMIN_PASSWORD: PASSWORD });
  api = await signIn(
    product.apiUrl,
    { account: product.account, name: "admin", password: PASSWORD },
    { project: { name: product.region } },
  );
}
beforeAll(start, 90_000);
afterAll(async () => {
  await product.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function runAdmin(...words: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const inherited = Object.fromEntries(["PATH", "HOME"].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
  const child = spawn(process.execPath, [join(ROOT, "dist/admin.js"), ...words], {
    cwd: ROOT,
    env: { ...inherited, KMS_DATA_DIR: dataDir } as unknown as NodeJS.ProcessEnv,
  });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) child[name].setEncoding("utf8").on("data", (chunk: string) => (output[name] += chunk));
  const code = await new Promise((resolve) => child.once("close", resolve));
  return { code, ...output };
}

/** Runs the command and reads its one line. */
async function roll(): Promise<{ domain_key: string; replaces: string; made_at: string }> {
  const { code, stdout, stderr } = await runAdmin("domain-key", "roll");
  expect(code, stderr).toBe(0);
  expect(stdout.split("\n")).toHaveLength(2);
  return JSON.parse(stdout);
}

const domainKeys = async () =>
  (await sql<{ domain_key: number }>(dataDir, "select distinct domain_key from key_version where wrapped is not null order by 1")).map(
    (row) => row.domain_key,
  );

const kept: { cipherText: string; text: string }[] = [];
const keys: Record<string, string> = {};

test("no call fails on any worker while domain keys are rolled and everything is re-wrapped", async () => {
  keys.data = await api.createKey("data");
  keys.rotated = await api.createKey("rotated");
  keys.mac = (
    await api.call("create-key", { key_alias: "mac", key_spec: "HMAC_256", key_usage: "GENERATE_VERIFY_MAC" })
  ).body.key_info.key_id;
  keys.pair = (await api.call("create-key", { key_alias: "pair", key_spec: "EC_P256", key_usage: "SIGN_VERIFY" })).body.key_info.key_id;
  keys.rsa = (await api.call("create-key", { key_alias: "rsa", key_spec: "RSA_2048", key_usage: "ENCRYPT_DECRYPT" })).body.key_info.key_id;
  for (let index = 0; index < 60; index += 1) await api.createKey(`many-${index}`);

  const failures: unknown[] = [];
  let calls = 0;
  let isOver = false;
  const expectOk = async (verb: string, input: object) => {
    const reply = await api.call(verb, input);
    calls += 1;
    if (reply.status !== 200) failures.push({ verb, status: reply.status, body: reply.body });
    return reply.body;
  };
  const message = Buffer.from("message").toString("base64");
  const streams: ((round: number) => Promise<unknown>)[] = [
    async (round) => {
      const text = `text ${round}`;
      const { cipher_text: cipherText } = await expectOk("encrypt-data", { key_id: keys.data, plain_text: text });
      if (round % 20 === 0) kept.push({ cipherText, text });
      const opened = await expectOk("decrypt-data", { cipher_text: cipherText });
      if (opened.plain_text !== text) failures.push({ round, opened });
    },
    async (round) => {
      if (round % 10 === 0) await expectOk("rotate-on-demand", { key_id: keys.rotated });
      const { cipher_text: cipherText } = await expectOk("encrypt-data", { key_id: keys.rotated, plain_text: "x" });
      kept.push({ cipherText, text: "x" });
    },
    () => expectOk("generate-mac", { key_id: keys.mac, mac_algorithm: "HMAC_SHA_256", message }),
    () => expectOk("sign", { key_id: keys.pair, signing_algorithm: "ECDSA_SHA_256", message, message_type: "RAW" }),
    (round) => expectOk("create-key", { key_alias: `made-${round}` }).then(() => new Promise((resolve) => setTimeout(resolve, 300))),
  ];
  const load = [...streams, ...streams].map(async (work, stream) => {
    for (let round = 0; !isOver; round += 1)
      await work(round * 2 + (stream >= streams.length ? 1 : 0)).catch((error: unknown) => failures.push(error));
  });
  expect(childrenOf(product.pid, "api-worker")).toHaveLength(2);
  const made = [await roll(), await roll()];
  expect(made.map(({ domain_key, replaces }) => [domain_key, replaces])).toEqual([
    ["2", "1"],
    ["3", "2"],
  ]);
  await expect.poll(domainKeys, { timeout: 60_000, interval: 200 }).toEqual([3]);
  // Some more calls on what is under the new one, by every worker.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  isOver = true;
  await Promise.all(load);
  expect(failures).toEqual([]);
  expect(calls).toBeGreaterThan(200);
  const traces = await sql(dataDir, "select trace_name, resource_id, caller_kind from trace where resource_type = 'domainKey' order by id");
  expect(traces.filter(({ trace_name: name }) => name === "rollDomainKey")).toMatchObject([
    { resource_id: "2", caller_kind: "operator" },
    { resource_id: "3", caller_kind: "operator" },
  ]);
  expect(product.output()).not.toMatch(/"level":(40|50)/);
}, 150_000);

test("a roll with words that it does not know makes nothing", async () => {
  expect(await runAdmin("domain-key", "roll", "--name", "x")).toMatchObject({
    code: 2,
    stdout: "",
    stderr: expect.stringMatching(/takes no options/),
  });
  expect(await sql(dataDir, "select max(generation) as newest from domain_key")).toEqual([{ newest: 3 }]);
});

test("a roll while the product is stopped counts when it starts again, and all that was encrypted is decrypted", async () => {
  await product.stop();
  expect(await roll()).toMatchObject({ domain_key: "4", replaces: "3" });
  await start();
  const decryptAll = async () => {
    for (const { cipherText, text } of kept.slice(-100)) {
      expect((await api.call("decrypt-data", { cipher_text: cipherText })).body.plain_text).toBe(text);
    }
  };
  await decryptAll();
  await expect.poll(domainKeys, { timeout: 60_000, interval: 200 }).toEqual([4]);
  await decryptAll();
}, 150_000);
