/**
 * Whoever owns the database changes, removes, inserts, swaps, re-times and truncates rows of the trail, one at a time and at random, and what the
 * running product then exports does not verify: the row is named. `KMS_LOG_TAMPERINGS` says how many (12), and `KMS_LOG_SEED` with which seed.
 */
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chanceOf } from "../harness/chance";
import { connect, sql } from "../harness/database";
import { type Product, startProduct } from "../harness/product";
import { makeTenant, type Tenant } from "../harness/tenant";
import { type LogVerifier, openLogVerifier } from "../harness/verify-log";

const ROUNDS = Number(process.env.KMS_LOG_TAMPERINGS ?? 12);
const SEED = Number(process.env.KMS_LOG_SEED ?? Math.floor(Math.random() * 2 ** 31));

let product: Product;
let owner: Tenant;
let keyId: string;
let attacker: pg.Client;
let verifier: LogVerifier;
/** What was sealed before anything was done to it, in the order of the log. */
let sealed: { id: string; index: number; project_id: string | null }[];

const exportOf = async (filter: object = {}): Promise<string> => (await owner.client.call("export-traces", filter)).body;

beforeAll(async () => {
  product = await startProduct({ KMS_WORKERS: "1" });
  owner = await makeTenant(product);
  const neighbour = await makeTenant(product);
  keyId = await owner.client.createKey("tampered");
  const other = await neighbour.client.createKey("tampered-other");
  for (let n = 0; n < 400; n += 1) {
    await owner.client.call("encrypt-data", { key_id: keyId, plain_text: "x" });
    if (n % 3 === 0) await neighbour.client.call("encrypt-data", { key_id: other, plain_text: "x" });
  }
  verifier = openLogVerifier((await owner.client.send("GET", `/v1.0/${owner.projectId}/kms/audit-key`)).body.pem);
  const whole = verifier.verify(await exportOf());
  expect(whole).toMatchObject({ code: 0 });
  const size = Number(/size (\d+)/.exec(whole.text)?.[1]);
  attacker = await connect(product.dataDir);
  await attacker.query("set session_replication_role = replica");
  sealed = (
    await attacker.query(
      `select u.id::text as id, (place * 256 + n - 1)::int as index, t.project_id
       from audit_tile cross join lateral unnest(trace_ids) with ordinality u (id, n) join trace t on t.id = u.id where level = 0 order by 2`,
    )
  ).rows.slice(0, size);
  expect(sealed.length).toBeGreaterThan(512);
  await attacker.query("create temp table kept as select * from trace where id <= $1", [sealed.at(-1)?.id]);
}, 180_000);
afterAll(async () => {
  await attacker?.end();
  verifier?.end();
  await product?.stop();
});

/** Every round can be run again. */
const { pick: one } = chanceOf(SEED);

const CHANGES = [
  "ip = '203.0.113.9'",
  "outcome = 'incident'",
  "trace_name = 'describeKey'",
  "caller_id = md5('x')",
  "caller_name = caller_name || ' '",
  "resource_id = md5('y')",
  "details = details || '{\"n\": 1}'",
  "key_version = coalesce(key_version, 0) + 1",
  "right_kind = 'operator'",
  "request_id = md5('z')",
  // Out of the caller's sight.
  "project_id = md5('p')",
  "account_id = md5('a')",
  "would_fail = not would_fail",
  "state = state || 'book key/1 1 ='",
];

type Named = { readonly id: string; readonly index: number };
const TAMPERINGS: Record<string, () => Promise<Named[]>> = {
  async change() {
    const row = one(sealed);
    const { rowCount } = await attacker.query(`update trace set ${one(CHANGES)} where id = $1`, [row.id]);
    expect(rowCount).toBe(1);
    return [row];
  },
  async retime() {
    const row = one(sealed);
    const by = one(["1 ms", "-1 ms", "3 hours", "-400 days", "5000 years"]);
    await attacker.query("update trace set time = time + $2::interval where id = $1", [row.id, by]);
    return [row];
  },
  async remove() {
    const row = one(sealed);
    await attacker.query("delete from trace where id = $1", [row.id]);
    return [row];
  },
  async insert() {
    const row = one(sealed.filter(({ project_id }) => project_id === owner.projectId));
    await attacker.query(
      `insert into trace (id, ${COLUMNS}) select id, ${COLUMNS.replace("time", "time + interval '7 ms'")} from trace where id = $1`,
      [row.id],
    );
    return [row, ...sealed.filter(({ index }) => index === row.index + 1)];
  },
  async swap() {
    const [row, other] = [one(sealed), one(sealed)];
    if (row.id === other.id) return [];
    await attacker.query("update trace set id = case id when $1::int8 then $2::int8 else $1::int8 end where id in ($1::int8, $2::int8)", [
      row.id,
      other.id,
    ]);
    return [row.index < other.index ? row : other];
  },
  async truncate() {
    const row = one(sealed.slice(-300));
    await attacker.query("delete from trace where id >= $1 and id <= $2", [row.id, sealed.at(-1)?.id]);
    return [row];
  },
};
const COLUMNS = `time, account_id, project_id, caller_kind, caller_id, caller_name, caller_account_id, access_key, source, ip, request_id, trace_name,
  resource_type, resource_id, alias, outcome, error_code, right_kind, right_id, grant_id, key_version, would_fail, state, details`;

/** Rows that are not as they were, and no others: there are ten thousand rounds. */
async function putBack(): Promise<void> {
  await attacker.query("begin");
  await attacker.query("delete from trace t where id <= $1 and not exists (select from kept k where k.id = t.id and k = t)", [
    sealed.at(-1)?.id,
  ]);
  await attacker.query("insert into trace select * from kept k where not exists (select from trace t where t.id = k.id)");
  await attacker.query("commit");
}

test(`each of ${ROUNDS} tamperings is found and named (KMS_LOG_SEED=${SEED})`, async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const kind = Object.keys(TAMPERINGS)[round % Object.keys(TAMPERINGS).length] as string;
    const named = await TAMPERINGS[kind]?.();
    if (named === undefined || named.length === 0) continue;
    const file = await exportOf(round % 4 === 3 ? { resource_id: keyId } : {});
    const { code, text } = round < 12 ? verifier.verify(file) : verifier.verifyHere(file);
    const words = named.flatMap(({ id, index }) => [`trace ${id}\\b`, `index ${index}\\b`, `has ${index} rows of the`]);
    expect([kind, code, text], `${kind} of ${JSON.stringify(named)}: ${text}`).toEqual([
      kind,
      1,
      expect.stringMatching(new RegExp(`^NOT VERIFIED: .*(?:${words.join("|")})`)),
    ]);
    await putBack();
  }
  expect(verifier.verify(await exportOf())).toMatchObject({ code: 0 });
}, 1_000_000_000);

test("of a row that was changed there is no receipt, and none of a checkpoint that is not the token's", async () => {
  const { id } = sealed.find(({ project_id }) => project_id === owner.projectId) as Named;
  const receipt = () => owner.client.call("show-receipt", { trace_id: id });
  expect((await receipt()).status).toBe(200);
  await attacker.query("update trace set outcome = 'incident' where id = $1", [id]);
  expect(await receipt()).toMatchObject({ status: 500, code: "KMS.0102" });
  await putBack();
  expect((await receipt()).status).toBe(200);
});

test("without a sealer, who asks for a receipt is told to come again", async () => {
  await sql(product.dataDir, "select 1");
  // The log's lock is held by somebody: nothing more is sealed.
  await attacker.query("begin");
  await attacker.query("select pg_advisory_xact_lock($1::int8)", [0x6b6d7381]);
  const answer = await owner.client.call("encrypt-data", { key_id: keyId, plain_text: "x" });
  const reply = await owner.client.call("show-receipt", { request_id: answer.headers.get("x-request-id") });
  expect([reply.status, reply.code, reply.headers.get("retry-after")]).toEqual([503, "KMS.0104", "1"]);
  // What is sealed can be exported all the same.
  expect(verifier.verify(await exportOf())).toMatchObject({ code: 0 });
  const { traces } = (await owner.client.call("list-traces", { request_id: answer.headers.get("x-request-id") })).body;
  expect(traces).toMatchObject([{ leaf_index: null }]);
  await attacker.query("rollback");
});
