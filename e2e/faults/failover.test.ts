/**
 * The database is a pair of servers, and fails over under load. With a synchronous standby nothing that was answered is lost; with one that
 * lagged behind, the database is older than the mark in the token, and is not served from.
 */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ApiClient, signIn } from "../harness/api-client";
import { PostgresPair } from "../harness/postgres-pair";
import { type Product, startProduct } from "../harness/product";
import { runProgram } from "../harness/run-program";

const folder = mkdtempSync(join(tmpdir(), "kms-failover-"));
const LOOPS = 6;
/** How many times a loop answers before and after. */
const ANSWERS = 40;
let pair: PostgresPair;
let environment: Record<string, string>;
let product: Product;
let api: ApiClient;

beforeAll(async () => {
  pair = await PostgresPair.make(true);
  environment = { KMS_DATA_DIR: join(folder, "data"), DATABASE_URL: pair.url("kms"), KMS_DATABASE_OWNER_URL: pair.url("kms_owner") };
  product = await startProduct(environment);
  const { account, region, adminPassword: password } = product;
  api = await signIn(product.apiUrl, { account, name: "admin", password }, { project: { name: region } });
}, 180_000);
afterAll(async () => {
  await product?.stop();
  await pair?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const admin = (...words: string[]) => runProgram("dist/admin.js", words, environment);

type Done = { readonly requestId: string; readonly keyId: string; readonly cipherText: string; readonly plainText: string };

/** Creates keys and encrypts with them. What is refused for the moment is tried again, as a client does. */
class Load {
  readonly done: Done[] = [];
  readonly wrong: string[] = [];
  refused = 0;
  #isOver = false;
  readonly #loops = Array.from({ length: LOOPS }, () => this.#loop());

  async end(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#loops);
  }

  /** So many more calls have been answered. */
  async goesOn(): Promise<void> {
    const before = this.done.length;
    await expect.poll(() => this.done.length, { timeout: 60_000, interval: 50 }).toBeGreaterThan(before + ANSWERS);
  }

  async #loop(): Promise<void> {
    let keyId: string | null = null;
    for (let step = 0; !this.#isOver; step += 1) {
      const plainText = randomBytes(8).toString("hex");
      const isCreated: boolean = keyId === null || step % 5 === 0;
      const sent = isCreated
        ? api.call("create-key", { key_alias: `failover-${randomBytes(6).toString("hex")}` })
        : api.call("encrypt-data", { key_id: keyId, plain_text: plainText });
      const reply = await sent;
      const requestId = reply.headers.get("x-request-id") ?? "";
      if (reply.status === 503) {
        this.refused += 1;
        await new Promise((resolve) => setTimeout(resolve, 50));
      } else if (reply.status !== 200) this.wrong.push(`${reply.status} ${JSON.stringify(reply.body)}`);
      else if (isCreated) {
        keyId = reply.body.key_info.key_id as string;
        this.done.push({ requestId, keyId, cipherText: "", plainText });
      } else this.done.push({ requestId, keyId: keyId as string, cipherText: reply.body.cipher_text, plainText });
    }
  }
}

async function lost(done: readonly Done[]): Promise<string[]> {
  const rows = await pair.sql<{ request_id: string; count: number }>(
    "select request_id, count(*)::int from trace where outcome = 'normal' and request_id = any($1) group by request_id",
    [done.map(({ requestId }) => requestId)],
  );
  const traced = new Map(rows.map(({ request_id, count }) => [request_id, count]));
  const untraced = done.filter(({ requestId }) => traced.get(requestId) !== 1).map(({ requestId }) => `no single trace of ${requestId}`);
  const keys = new Set((await pair.sql<{ id: string }>("select id from cmk")).map(({ id }) => id));
  const gone = done.filter(({ keyId }) => !keys.has(keyId)).map(({ keyId }) => `no key ${keyId}`);
  const undecrypted: string[] = [];
  for (const { cipherText, plainText } of done.filter(({ cipherText }) => cipherText !== "").slice(-60)) {
    const { status, body } = await api.call("decrypt-data", { cipher_text: cipherText });
    if (status !== 200 || body.plain_text !== plainText) undecrypted.push(`${status} ${JSON.stringify(body)}`);
  }
  return [...untraced, ...gone, ...undecrypted];
}

const isOlder = async () => (await (await fetch(`${product.apiUrl}/readyz`)).text()).includes('"database":"older"');
const isReady = async () => (await fetch(`${product.apiUrl}/readyz`)).status;

test("with a synchronous standby nothing that was answered is lost, and the product goes on by itself", async () => {
  const load = new Load();
  await load.goesOn();
  await pair.failOver();
  await load.goesOn();
  await load.end();
  expect(load.wrong).toEqual([]);
  expect(await lost(load.done)).toEqual([]);
  expect(await isOlder()).toBe(false);
  expect((await admin("integrity", "check")).stdout).toMatch(/^\d+ rows, all as the product/);
}, 180_000);

test("one that only hung, and goes on after the other has taken its place, is not written to", async () => {
  await pair.follow(true);
  await expect.poll(isReady, { timeout: 60_000 }).toBe(200);
  const load = new Load();
  await load.goesOn();
  const goOn = await pair.failOver("hanging");
  await load.goesOn();
  goOn();
  await load.goesOn();
  await load.end();
  await expect.poll(() => pair.strayConnections(), { timeout: 20_000 }).toEqual([]);
  expect(load.wrong).toEqual([]);
  expect(await lost(load.done)).toEqual([]);
  expect(await isOlder()).toBe(false);
}, 180_000);

test("a standby that lagged behind is found to be older, and nothing is answered from it until that is accepted", async () => {
  await pair.follow(false);
  await expect.poll(isReady, { timeout: 60_000 }).toBe(200);
  await pair.stopStandby();
  const load = new Load();
  await load.goesOn();
  await load.end();
  const lastKey = await api.createKey("only-here");
  const isMarked = "select 1 from integrity_mark where number = (select max(id) from trace)";
  await expect.poll(async () => (await pair.sql(isMarked)).length, { timeout: 30_000 }).toBe(1);
  // The token is told when the row is committed.
  await new Promise((resolve) => setTimeout(resolve, 500));

  await pair.failOver();
  await expect.poll(isOlder, { timeout: 60_000 }).toBe(true);
  const answers = await Promise.all(Array.from({ length: 20 }, () => api.call("describe-key", { key_id: load.done[0]?.keyId })));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
  expect(product.output()).toMatch(/older than/);
  expect(await (await fetch(`${product.apiUrl}/metrics`)).text()).toMatch(/^kms_integrity_database_older [1-9]/m);

  const accepted = await admin("integrity", "accept-rollback", "--reason", "the standby lagged behind");
  expect([accepted.code, accepted.stderr]).toEqual([0, expect.any(String)]);
  // Each worker sees it for itself.
  const answersNow = () => Promise.all(Array.from({ length: 12 }, () => api.call("describe-key", { key_id: lastKey })));
  await expect.poll(async () => new Set((await answersNow()).map(({ status }) => status)), { timeout: 60_000 }).toEqual(new Set([404]));
}, 180_000);
