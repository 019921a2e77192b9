/**
 * What guesses save (`lib/store/hot/guesses.ts`): in the steady state the database is asked once for a call, by the statement that writes
 * its trace. Counted are the statements that this process sends.
 */
import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { sql } from "../harness/database";
import { type InProcess, startInProcess } from "../harness/in-process";

const CALLS = 20;

let kms: InProcess;
let keyId: string;
let cipherText: string;
beforeAll(async () => {
  kms = await startInProcess(new Date());
  keyId = (await kms.call("create-key", { key_alias: "guessed" })).body.key_info.key_id;
  cipherText = (await encrypt()).body.cipher_text;
}, 120_000);
afterAll(() => kms.stop());

const encrypt = () => kms.call("encrypt-data", { key_id: keyId, plain_text: "x" });

/** The statements that the work sends about callers, keys and traces: by name, or by the beginning of their texts. */
async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const query = vi.spyOn(pg.Client.prototype, "query");
  await work();
  const sent = query.mock.calls.map(([statement]: unknown[]) => {
    const { name, text } = (typeof statement === "string" ? { text: statement } : statement) as { name?: string; text?: string };
    return name ?? String(text).slice(0, 60);
  });
  query.mockRestore();
  return sent.filter((each) => ["hot-lookup", "insert-traces"].includes(each) || /\b(cmk|auth_token|iam_user|trace)\b/.test(each));
}

const oneByOne = (call: () => Promise<{ status: number }>) => async () => {
  for (let made = 0; made < CALLS; made += 1) expect((await call()).status).toBe(200);
};

test.each<[string, () => Promise<{ status: number }>]>([
  ["encrypt-data", () => encrypt()],
  ["decrypt-data", () => kms.call("decrypt-data", { cipher_text: cipherText })],
  ["create-datakey", () => kms.call("create-datakey", { key_id: keyId, datakey_length: "512" })],
  ["gen-random", () => kms.call("gen-random", { random_data_length: "512" })],
])("%s in the steady state costs one statement, and that is its trace", async (_verb, call) => {
  expect((await call()).status).toBe(200);
  expect(await statementsOf(oneByOne(call))).toEqual(Array(CALLS).fill("insert-traces"));
});

test("after a change of the caller's account a call asks once, and the next ones do not", async () => {
  await encrypt();
  await sql(kms.dataDir, "update account set name = name || '-renamed'");
  // The trace that its wrong guess did not write, the question, and the trace.
  expect(await statementsOf(encrypt)).toEqual(["insert-traces", "hot-lookup", "insert-traces"]);
  expect(await statementsOf(oneByOne(encrypt))).toEqual(Array(CALLS).fill("insert-traces"));
});

test("a change in another account costs nobody here anything", async () => {
  await sql(kms.dataDir, "insert into account (id, name, created_at) values ($1, 'other', now())", ["a".repeat(32)]);
  await encrypt();
  await sql(kms.dataDir, "update account set name = 'renamed' where id = $1", ["a".repeat(32)]);
  expect(await statementsOf(oneByOne(encrypt))).toEqual(Array(CALLS).fill("insert-traces"));
});

test("a guess on which the call could not be run is forgotten, and the next call is none the worse for it", async () => {
  expect((await kms.call("decrypt-data", { cipher_text: cipherText })).status).toBe(200);
  const forget = vi.spyOn(kms.tools.store.hot, "forget");
  const bytes = Buffer.from(cipherText, "base64");
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
  const refused = await kms.call("decrypt-data", { cipher_text: bytes.toString("base64") });
  expect([refused.status, refused.code]).toEqual([400, "KMS.2201"]);
  expect(forget.mock.calls).toMatchObject([[{ row: { keyId } }]]);
  forget.mockRestore();
  expect(await statementsOf(oneByOne(encrypt))).toEqual(Array(CALLS).fill("insert-traces"));
});
