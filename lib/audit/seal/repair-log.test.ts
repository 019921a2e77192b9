/** What an operator accepts is a log that goes on, whatever was wrong with it. */
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { insertCheckpoint, readLastCheckpoint } from "#lib/store/audit/checkpoints";
import { readTilesFrom } from "#lib/store/audit/tiles";
import type { RunSql } from "#lib/store/database/run-sql";
import { type Household, makeHousehold, openScratchStore, type ScratchStore, traceOf } from "../../../e2e/harness/scratch-store";
import { foldLeaves } from "../verify/tree";
import { repairLog } from "./repair-log";
import { readSigned, signCheckpoint } from "./signed";
import { MemoryMark, makeSealer, memoryKey, sealNow } from "./testing/sealed-log";

let scratch: ScratchStore;
let home: Household;
let key: ReturnType<typeof memoryKey>;
let mark: MemoryMark;

beforeAll(async () => {
  scratch = await openScratchStore();
  home = await makeHousehold(scratch);
}, 120_000);
afterAll(() => scratch.stop());
beforeEach(async () => {
  await scratch.sql("truncate audit_tile, audit_checkpoint; delete from integrity_incident");
  await scratch.sql("set session_replication_role = replica; truncate trace; set session_replication_role = origin");
  key = memoryKey();
  mark = new MemoryMark();
  for (let n = 0; n < 9; n += 1) await write(100);
  await seal();
});

const run: RunSql = async (text, values) => (await scratch.store.queueSql(text, [...values])).rows as never[];
const write = (count: number) => scratch.store.insertTraces(Array.from({ length: count }, () => ({ row: traceOf(home), proof: null })));
const seal = () => sealNow(makeSealer({ store: scratch.store, hsm: key, mark }), scratch.store);

test.each([
  ["nothing is wrong with it", "select 1", 900],
  ["hashes above were changed", "update audit_tile set hashes = set_byte(hashes, 5, 1 + get_byte(hashes, 5) % 255) where level = 1", 900],
  ["the level above is gone", "delete from audit_tile where level = 1", 900],
  ["a tile is gone, and what is above", "delete from audit_tile where level = 1 or (level = 0 and place = 1)", 256],
  ["the last tile is gone", "delete from audit_tile where level = 0 and place = 3", 768],
  [
    "a tile was cut, and what is above is gone",
    "update audit_tile set hashes = substr(hashes, 1, 320), trace_ids = trace_ids[1:10] where level = 0 and place = 1; delete from audit_tile where level = 1",
    266,
  ],
  [
    "a hash of a leaf was changed",
    "update audit_tile set hashes = set_byte(hashes, 5, 1 + get_byte(hashes, 5) % 255) where level = 0 and place = 3",
    900,
  ],
  ["its last checkpoint is forged", "update audit_checkpoint set text = 'forged'", 900],
  ["nothing is left of it", "truncate audit_tile", 0],
])("%s", async (_name, statement, left) => {
  await scratch.sql(statement);
  const spki = await key.auditPublicKey();
  const tree = await repairLog(scratch.store, spki);
  expect(tree.size).toBe(left);
  const hashes = (await readTilesFrom(run, 0, 0, 10)).flatMap((tile) => tile.hashes);
  expect(tree.root).toEqual(foldLeaves(hashes));
  // The incarnation that the operator has begun.
  mark.incarnation = 2;
  mark.tree = tree.size === 0 ? null : tree;
  await write(50);
  await seal();
  const signed = readSigned(Buffer.from((await readLastCheckpoint(run))?.text ?? ""), spki);
  expect(signed).toMatchObject({ incarnation: 2, size: mark.tree?.size });
  expect(signed?.size).toBe(950);
  await seal();
});

test("checkpoints of another key go, and honest ones stay", async () => {
  const other = memoryKey();
  const foreign = await signCheckpoint(other, await other.auditPublicKey(), { incarnation: 7, size: 5_000, root: Buffer.alloc(32) });
  await scratch.store.transactSql((inside) => insertCheckpoint(inside, { incarnation: 7, size: 5_000, at: new Date(), text: foreign }));
  await expect(seal()).rejects.toThrow(/has not signed/);
  const tree = await repairLog(scratch.store, await key.auditPublicKey());
  expect(tree.size).toBe(900);
  expect(await readLastCheckpoint(run)).toMatchObject({ incarnation: 1, size: 900 });
  await seal();
});
