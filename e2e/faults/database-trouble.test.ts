/**
 * A database in trouble: it crashes, it hangs, it takes no traces. Callers are told to try again, nobody is told of a fault of ours,
 * and all is well again by itself.
 */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ApiClient, passwordRequest, requestToken, signIn } from "../harness/api-client";
import { sql } from "../harness/database";
import { childrenOf, descendantsOf } from "../harness/processes";
import { type Product, startProduct } from "../harness/product";

const PASSWORD = "administrator-0123";
let product: Product;
let api: ApiClient;
let keys: string[];
let ciphertext: string;

beforeAll(async () => {
  product = await startProduct({ KMS_ADMIN_PASSWORD: PASSWORD, KMS_QUOTA_KEYS: "100000" });
  api = await signIn(product.apiUrl, who(), { project: { name: product.region } });
  keys = await Promise.all(Array.from({ length: 6 }, (_, number) => api.createKey(`trouble-${number}`)));
  ciphertext = (await api.call("encrypt-data", { key_id: keys[0], plain_text: "x" })).body.cipher_text;
}, 120_000);
afterAll(() => product.stop());

const who = () => ({ account: product.account, name: "admin", password: PASSWORD });
const name = (prefix: string) => `${prefix}-${randomBytes(6).toString("hex")}`;

/** One of each kind of call: by the hot path, in the control plane, as lists, of people, and without a token. */
const CALLS: readonly (() => Promise<{ status: number }>)[] = [
  () => api.call("encrypt-data", { key_id: keys[0], plain_text: "x" }),
  () => api.call("decrypt-data", { cipher_text: ciphertext }),
  () => api.call("create-datakey", { key_id: keys[0] }),
  () => api.call("gen-random", { random_data_length: "128" }),
  () => api.call("create-key", { key_alias: name("made") }),
  () => api.call("disable-key", { key_id: keys[1] }),
  () => api.call("enable-key", { key_id: keys[1] }),
  () => api.call("update-key-alias", { key_id: keys[2], key_alias: name("renamed") }),
  () => api.call("update-key-description", { key_id: keys[2], key_description: "d" }),
  () => api.call("describe-key", { key_id: keys[2] }),
  () => api.call("list-keys", { limit: "10" }),
  () => api.call("search-keys", { search: "made" }),
  () => api.call("create-grant", { key_id: keys[3], grantee_principal: name("g"), operations: ["describe-key"] }),
  () => api.call("list-grants", { key_id: keys[3] }),
  () => api.call("rotate-on-demand", { key_id: keys[4] }),
  () => api.call("get-key-rotation-status", { key_id: keys[4] }),
  () => api.call("list-deleted-keys"),
  () => api.call("list-key-access", { key_id: keys[3] }),
  () => api.call("batch-change-keys", { key_ids: [keys[5]], action: "disable" }),
  () =>
    api.send("POST", `/v1.0/${api.projectId}/kms/${keys[2]}/tags`, JSON.stringify({ tag: { key: name("t").slice(0, 12), value: "v" } })),
  () => api.send("GET", `/v1.0/${api.projectId}/kms/${keys[2]}/tags`),
  () => api.send("GET", `/v1.0/${api.projectId}/kms/user-quotas`),
  () => api.send("GET", "/v3/auth/tokens", undefined, { "X-Subject-Token": api.token }),
  () => api.send("GET", "/v3/auth/projects"),
  () => api.send("GET", "/v3/users"),
  () => api.send("POST", "/v3/groups", JSON.stringify({ group: { name: name("group") } })),
  () => requestToken(product.apiUrl, passwordRequest(who(), { project: { name: product.region } })),
  () => requestToken(product.apiUrl, passwordRequest({ ...who(), password: "wrong-password" }, undefined)),
  () =>
    requestToken(product.apiUrl, {
      auth: { identity: { methods: ["token"], token: { id: api.token } }, scope: { project: { name: product.region } } },
    }),
];

/** Calls of all kinds, one after the other in several lanes, until `isOver`. @returns how often each call had each status */
async function mixedLoad(isOver: () => boolean): Promise<Map<string, number>> {
  const seen = new Map<string, number>();
  await Promise.all(
    Array.from({ length: 6 }, async (_, lane) => {
      for (let turn = lane; !isOver(); turn++) {
        const at = turn % CALLS.length;
        // A connection that is cut is no answer, and nobody restarts a worker here: it must not happen either.
        const status = await CALLS[at]?.().then((reply) => reply.status);
        const what = `${at} ${status}`;
        seen.set(what, (seen.get(what) ?? 0) + 1);
      }
    }),
  );
  return seen;
}

const postmaster = () => childrenOf(product.pid, "postgres")[0]?.pid ?? 0;
const backends = () => descendantsOf(postmaster()).filter(({ command }) => / kms kms /.test(command));
const isReady = async () => (await fetch(`${product.apiUrl}/readyz`, { headers: { connection: "close" } })).status;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** A worker's word that it is ready may be a second old, from before the trouble. */
const OLD_WORD_MS = 1_100;
/** Until every worker has answered well many times over: a new connection is any worker's. */
const becomesWell = async () => {
  await pause(OLD_WORD_MS);
  await expect
    .poll(async () => Promise.all(Array.from({ length: 20 }, isReady)).then((statuses) => Math.max(...statuses)), { timeout: 60_000 })
    .toBe(200);
};

test("a result never leaves without its trace: when traces cannot be written, the call fails and gives nothing away", async () => {
  const keyId = await api.createKey("untraceable");
  await sql(product.dataDir, "alter table trace rename to trace_away");
  try {
    for (const [verb, input] of [
      ["encrypt-data", { key_id: keyId, plain_text: "x" }],
      ["create-key", { key_alias: "never" }],
      ["disable-key", { key_id: keyId }],
    ] as const) {
      const reply = await api.call(verb, input);
      expect([verb, reply.status >= 500]).toEqual([verb, true]);
      expect(JSON.stringify(reply.body)).not.toContain("cipher_text");
    }
  } finally {
    await sql(product.dataDir, "alter table trace_away rename to trace");
  }
  const list = await api.call("search-keys", { search: "never" });
  expect(list.body.keys).toEqual([]);
  expect((await api.call("describe-key", { key_id: keyId })).body.key_info.key_state).toBe("2");
  expect((await api.call("encrypt-data", { key_id: keyId, plain_text: "x" })).status).toBe(200);
});

test("while the database crashes and comes back, under calls of all kinds, nothing is a fault of ours", async () => {
  let isOver = false;
  const load = mixedLoad(() => isOver);
  for (let crash = 0; crash < 4; crash++) {
    await pause(700);
    // A backend that dies takes all with it; the server recovers by itself. The server itself is started again by the primary.
    const victim = crash % 3 === 2 ? postmaster() : backends()[crash]?.pid;
    if (victim) process.kill(victim, "SIGKILL");
    await expect.poll(isReady, { timeout: 60_000, interval: 50 }).toBe(200);
  }
  isOver = true;
  const statuses = await load;
  const faults = [...statuses.keys()].filter((what) => / 5/.test(what) && !what.endsWith(" 503"));
  expect(faults).toEqual([]);
  expect([...statuses.keys()].some((what) => what.endsWith(" 503"))).toBe(true);
  await becomesWell();
  for (const [at, call] of CALLS.entries()) expect((await call()).status, `call ${at}`).toBeLessThan(500);
}, 240_000);

test("while the database hangs, callers are refused at once instead of waiting in turn, and all is well when it goes on", async () => {
  const all = [postmaster(), ...descendantsOf(postmaster()).map(({ pid }) => pid)];
  for (const pid of all) process.kill(pid, "SIGSTOP");
  try {
    await expect.poll(isReady, { timeout: 30_000 }).toBe(503);
    // If each of these waited for the database, the test would be over long before them.
    for (let turn = 0; turn < 150; turn++) {
      const call = CALLS[turn % CALLS.length];
      expect((await call?.())?.status, `call ${turn % CALLS.length}`).toBe(503);
      expect(await isReady()).toBe(503);
    }
    // What is wanted most in trouble: all that is not in the database.
    const metrics = await fetch(`${product.apiUrl}/metrics`);
    expect(metrics.status).toBe(200);
    const text = await metrics.text();
    expect(text).toMatch(/^kms_request_seconds_count\{operation="[a-zA-Z]+",outcome="failed"\} \d+$/m);
    expect(text).not.toContain("kms_job_");
  } finally {
    for (const pid of all.reverse()) process.kill(pid, "SIGCONT");
  }
  await becomesWell();
}, 120_000);

test("while traces cannot be written it is not ready; it tries by itself, and leaves a trace of the time without", async () => {
  const last = (await sql(product.dataDir, "select max(id) as id from trace"))[0]?.id;
  await sql(product.dataDir, "revoke insert on trace from kms");
  let refused = 0;
  try {
    await expect
      .poll(
        async () => {
          const { status } = await api.call("encrypt-data", { key_id: keys[0], plain_text: "x" });
          expect(status).toBe(503);
          refused += 1;
          return isReady();
        },
        { timeout: 30_000, interval: 20 },
      )
      .toBe(503);
    // Whichever worker is asked: another may get the next call.
    for (let turn = 0; turn < 20; turn++) {
      const answer = await fetch(`${product.apiUrl}/readyz`, { headers: { connection: "close" } });
      expect([answer.status, await answer.json()]).toEqual([503, { status: "not ready", database: "ok", token: "ok", traces: "failing" }]);
    }
  } finally {
    await sql(product.dataDir, "grant insert on trace to kms");
  }
  // Nobody calls meanwhile, as behind a balancer.
  const gaps = () => sql(product.dataDir, "select details, outcome from trace where trace_name = 'tracesNotWritten' and id > $1", [last]);
  // A call that cannot be traced tries once more, to trace its refusal.
  const notWritten = async () => (await gaps()).reduce((sum, { details }) => sum + details.notWritten, 0);
  await expect.poll(notWritten, { timeout: 30_000 }).toBeGreaterThanOrEqual(refused);
  for (const { details, outcome } of await gaps()) {
    expect(outcome).toBe("warning");
    expect(Date.parse(details.from)).toBeLessThan(Date.parse(details.until));
  }
  await becomesWell();
});
