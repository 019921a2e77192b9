/** Rows that were changed since they were sealed become incidents, which name them, and end when they are as they were. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { MemoryMark, makeSealer, memoryKey, sealNow } from "#lib/audit/seal/testing/sealed-log";
import { readVerification } from "#lib/store/audit/verifications";
import { type Household, makeHousehold, openScratchStore, type ScratchStore, traceOf } from "../../../e2e/harness/scratch-store";
import { SealedCheck } from "./check-sealed";

let scratch: ScratchStore;
let home: Household;
const lines: string[] = [];
beforeAll(async () => {
  scratch = await openScratchStore();
  home = await makeHousehold(scratch);
  for (let n = 0; n < 6; n += 1) await write(100);
  await seal();
}, 120_000);
afterAll(() => scratch.stop());

const parts = { hsm: memoryKey(), mark: new MemoryMark() };
const seal = () => sealNow(makeSealer({ store: scratch.store, ...parts }), scratch.store);
const write = (count: number) => scratch.store.insertTraces(Array.from({ length: count }, () => ({ row: traceOf(home), proof: null })));
const seals = { sealMac: () => Buffer.alloc(32), isSealMac: () => false };
const tools = () => ({
  hsm: seals,
  store: scratch.store,
  log: { error: (_facts: unknown, line: string) => void lines.push(line) } as never,
  hasCallers: () => false,
});
async function pass(check: SealedCheck): Promise<number> {
  let rows = 0;
  for (;;) {
    const some = await check.step(tools(), new Date());
    if (some === 0) return rows;
    rows += some;
  }
}
const open = async () =>
  (
    await scratch.sql<{ said: string }>(
      "select kind || ' ' || name || ' ' || what as said from integrity_incident where source = 'sealed' and ended_at is null",
    )
  ).map(({ said }) => said);
const asOwner = (statement: string) =>
  scratch.sql(`set session_replication_role = replica; ${statement}; set session_replication_role = origin`);

test("a sound log is verified as a whole, and that is noted", async () => {
  const check = new SealedCheck();
  await pass(check);
  check.requireSound();
  expect(await scratch.store.transactSql(readVerification)).toMatchObject({ begins: 0, ends: 600, wrong: 0 });
  expect(await open()).toEqual([]);
});

test("what says from where on rows are kept, and is not the product's, is told of", async () => {
  await scratch.sql(
    `insert into audit_retention (kept_from, root, cut_off, trace_id, at, mac) values (256, decode(repeat('00', 32), 'hex'), now(), 1, now(), '')`,
  );
  await pass(new SealedCheck());
  expect(await open()).toEqual(["retention boundary was changed by somebody else"]);
  await scratch.sql("delete from audit_retention");
  await asOwner("delete from trace where trace_name = 'integrityIncident'");
  lines.length = 0;
  await pass(new SealedCheck());
  expect(await open()).toEqual([]);
});

test("a row that was changed is told of once, named, and in the trail; when it is as it was, that is over", async () => {
  const check = new SealedCheck();
  const [{ id } = { id: "" }] = await scratch.sql<{ id: string }>(
    "select (trace_ids[7])::text as id from audit_tile where level = 0 and place = 1",
  );
  await asOwner(`update trace set ip = '203.0.113.1' where id = ${id}`);
  for (let round = 0; round < 2; round += 1) {
    await pass(check);
    expect(() => check.requireSound()).toThrow(/^One entry of the audit log was changed/);
    expect(await open()).toEqual([`trace ${id} was changed by somebody else`]);
  }
  expect(lines).toEqual([`integrity incident: trace ${id} of the audit log was changed by somebody else`]);
  const traces = await scratch.sql("select details from trace where trace_name = 'integrityIncident'");
  expect(traces).toEqual([{ details: { kind: "trace", name: id, what: "was changed by somebody else" } }]);
  expect(await scratch.store.transactSql(readVerification)).toMatchObject({ wrong: 1 });
  await asOwner(`update trace set ip = '192.0.2.1' where id = ${id}`);
  await pass(check);
  check.requireSound();
  expect(await open()).toEqual([]);
});

test("whoever changes all of them does not fill the trail too", async () => {
  const check = new SealedCheck();
  await asOwner("update trace set alias = 'x'");
  await pass(check);
  expect(() => check.requireSound()).toThrow(/^60\d entries of the audit log were changed/);
  expect((await open()).length).toBe(100);
});
