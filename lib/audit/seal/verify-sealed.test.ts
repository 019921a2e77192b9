/** Rows and tiles of the sealed log, changed behind the product's back in a real PostgreSQL: each is found, and named. */
import { randomInt } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readRow } from "#lib/store/audit/rows";
import { findTraceId } from "#lib/store/audit/tiles";
import type { RunSql } from "#lib/store/database/run-sql";
import { type Household, makeHousehold, openScratchStore, type ScratchStore, traceOf } from "../../../e2e/harness/scratch-store";
import { canonicalRow } from "../canonical-row";
import { leafHash } from "../verify/tree";
import { LogBroken } from "./log-tree";
import { MemoryMark, makeSealer, memoryKey, sealNow } from "./testing/sealed-log";
import { type SealedFault, verifySealed, verifyUpperTiles } from "./verify-sealed";

const ROWS = 1_500;
/** `KMS_TAMPER_ROUNDS` makes it longer. */
const ROUNDS = Number(process.env.KMS_TAMPER_ROUNDS ?? 120);
let scratch: ScratchStore;
let home: Household;
const [key, mark] = [memoryKey(), new MemoryMark()];

beforeAll(async () => {
  scratch = await openScratchStore();
  home = await makeHousehold(scratch);
  for (let n = 0; n < ROWS; n += 100) await write(100);
  await seal();
  // Some that are not sealed yet.
  await write(5);
}, 120_000);
afterAll(() => scratch.stop());

const run: RunSql = async (text, values) => (await scratch.store.queueSql(text, [...values])).rows as never[];
const seal = () => sealNow(makeSealer({ store: scratch.store, hsm: key, mark }), scratch.store);
const write = (count: number) =>
  scratch.store.insertTraces(
    Array.from({ length: count }, (_, n) => ({ row: traceOf(home, { alias: `key ${n}`, details: { n, text: "some" } }), proof: null })),
  );
/** As the database's owner can, with the triggers that keep the trail from being changed switched off. */
const asOwner = (...statements: string[]) =>
  scratch.sql(["set session_replication_role = replica", ...statements, "set session_replication_role = origin"].join(";\n"));

async function verifyAll(tiles = 3): Promise<SealedFault[]> {
  const faults = await verifyUpperTiles(scratch.store);
  for (let from = 0; ; ) {
    const part = await verifySealed(scratch.store, from, tiles);
    faults.push(...part.faults);
    from = part.ends;
    if (part.isEnd) return faults;
  }
}
const said = (faults: readonly SealedFault[]) => faults.map(({ kind, name, how }) => `${kind} ${name} ${how}`);

test("a log that nobody has changed is sound, in parts of any size", async () => {
  for (const tiles of [1, 2, 5, 6, 100]) expect(await verifyAll(tiles)).toEqual([]);
  expect(await verifySealed(scratch.store, 0, 2)).toMatchObject({ ends: 512, isEnd: false, rows: 512 });
  expect(await verifySealed(scratch.store, 1_280, 2)).toMatchObject({ ends: 1_500, isEnd: true, rows: 220 });
});

describe("rows that are changed, one at a time, at random", () => {
  const COLUMNS = `account_id, project_id, caller_kind, caller_id, caller_name, source, ip, request_id, trace_name, resource_type, resource_id,
    alias, outcome, error_code, details, caller_account_id, access_key, grant_id, right_kind, right_id, key_version, would_fail`;
  const CHANGES: Readonly<Record<string, (id: bigint, other: bigint) => { statements: string[]; found: string[] }>> = {
    "a column": (id) => {
      const columns = COLUMNS.split(",").map((column) => column.trim());
      const column = columns[randomInt(columns.length)] ?? "alias";
      const value: Record<string, string> = {
        details: `details || '{"n": -1}'`,
        key_version: "coalesce(key_version, 0) + 1",
        would_fail: "not would_fail",
        outcome: "case outcome when 'normal' then 'warning' else 'normal' end",
      };
      return {
        statements: [`update trace set ${column} = ${value[column] ?? `coalesce(${column}, '') || 'x'`} where id = ${id}`],
        found: [`trace ${id} changed`],
      };
    },
    "its time, by a millisecond": (id) => ({
      statements: [`update trace set time = time + interval '1 ms' where id = ${id}`],
      found: [`trace ${id} changed`],
    }),
    "it is removed": (id) => ({ statements: [`delete from trace where id = ${id}`], found: [`trace ${id} removed`] }),
    "another is put in beside it": (id) => ({
      statements: [`insert into trace (id, time, ${COLUMNS}) select id, time + interval '1 s', ${COLUMNS} from trace where id = ${id}`],
      found: [`trace ${id} inserted`],
    }),
    "it has another number": (id) => ({
      statements: [`update trace set id = -${id} where id = ${id}`],
      found: [`trace -${id} inserted`, `trace ${id} removed`],
    }),
    "two are swapped": (id, other) => ({
      statements: [
        `update trace set id = -1 where id = ${id}`,
        `update trace set id = ${id} where id = ${other}`,
        `update trace set id = ${other} where id = -1`,
      ],
      found: [`trace ${id} changed`, `trace ${other} changed`],
    }),
    "all from it on are removed": (id) => ({ statements: [`delete from trace where id >= ${id}`], found: [`trace ${id} removed`] }),
  };

  test(`${ROUNDS} of them, and each is named`, async () => {
    await scratch.sql("drop table if exists kept_trace; create table kept_trace as table trace");
    const names = Object.keys(CHANGES);
    for (let round = 0; round < ROUNDS; round += 1) {
      const name = names[round % names.length] as string;
      const [at, there] = [randomInt(ROWS), randomInt(ROWS - 1)];
      const id = (await findTraceId(run, at)) as bigint;
      const other = (await findTraceId(run, there >= at ? there + 1 : there)) as bigint;
      const { statements, found } = CHANGES[name]?.(id, other) ?? { statements: [], found: [] };
      await asOwner(...statements);
      const faults = said(await verifyAll(randomInt(1, 8)));
      expect(faults, `${name}: ${statements.join("; ")}`).toEqual(expect.arrayContaining(found));
      if (name !== "all from it on are removed") expect(faults.sort()).toEqual(found.sort());
      await asOwner("delete from trace", "insert into trace select * from kept_trace");
    }
    expect(await verifyAll()).toEqual([]);
  }, 600_000);

  test("many rows put in between are told of without an end, and hide nothing", async () => {
    const id = (await findTraceId(run, 700)) as bigint;
    await asOwner(
      `insert into trace (id, time, ${COLUMNS}) select id, time + n * interval '1 ms', ${COLUMNS} from trace, generate_series(1, 12000) n where id = ${id}`,
      `delete from trace where id = ${id + 1n}`,
    );
    const faults = said(await verifyAll());
    expect(faults).toContain(`trace ${id + 1n} removed`);
    expect(faults.length).toBeLessThan(2_010);
    await asOwner("delete from trace", "insert into trace select * from kept_trace");
  }, 60_000);
});

describe("tiles that are changed", () => {
  beforeEach(() => scratch.sql("drop table if exists kept_tile; create table kept_tile as table audit_tile"));

  test.each([
    [
      "a hash",
      "set hashes = set_byte(hashes, 100, 1 + get_byte(hashes, 100) % 255) where level = 0 and place = 2",
      ["tile 0/2 changed"],
      true,
    ],
    ["a hash above", "set hashes = set_byte(hashes, 100, 1 + get_byte(hashes, 100) % 255) where level = 1", ["tile 0/3 changed"], false],
    ["the number of a trace", "set trace_ids[9] = -7 where level = 0 and place = 1", ["trace ID removed"], true],
  ])("%s", async (_name, change, found, namesTrace) => {
    const id = await findTraceId(run, 256 + 8);
    await scratch.sql(`update audit_tile ${change}`);
    const faults = said(await verifyAll());
    expect(faults).toEqual(expect.arrayContaining(found.map((each) => each.replace("trace ID", "trace -7"))));
    expect(faults.some((each) => each.startsWith("trace"))).toBe(namesTrace);
    if (change.includes("trace_ids")) expect(faults).toContain(`trace ${id} inserted`);
    await scratch.sql("truncate audit_tile; insert into audit_tile select * from kept_tile");
  });

  test("one that is gone", async () => {
    await scratch.sql("delete from audit_tile where level = 0 and place = 2");
    expect(said(await verifyAll())).toContain("tile 0/2 removed");
    await scratch.sql("truncate audit_tile; insert into audit_tile select * from kept_tile");
  });

  test("a row and its hash, all the way up: what was signed is another tree", async () => {
    const id = (await findTraceId(run, 1_490)) as bigint;
    await asOwner(`update trace set alias = 'forged' where id = ${id}`);
    const row = await scratch.store.transactSql((inside) => readRow(inside, id));
    const hash = leafHash(Buffer.from(canonicalRow(row as never)));
    const at = (1_490 % 256) * 32;
    await scratch.sql(
      `update audit_tile set hashes = overlay(hashes placing $1 from ${at + 1} for 32) where level = 0 and place = ${Math.floor(1_490 / 256)}`,
      [hash],
    );
    expect(await verifyAll()).toEqual([]);
    await expect(seal()).rejects.toThrow(LogBroken);
  });
});
