/** Sealing on a real PostgreSQL: one tree whatever is killed when, whoever seals, and whichever copy of the database is put back. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { findCheckpointFrom, readLastCheckpoint, thinCheckpoints } from "#lib/store/audit/checkpoints";
import { readRows } from "#lib/store/audit/rows";
import { findLeafIndex, findTraceId, readTilesFrom } from "#lib/store/audit/tiles";
import type { RunSql } from "#lib/store/database/run-sql";
import { type Household, makeHousehold, openScratchStore, type ScratchStore, traceOf } from "../../../e2e/harness/scratch-store";
import { canonicalRow } from "../canonical-row";
import { consistencyPlan, inclusionPlan, verifyConsistency, verifyInclusion } from "../verify/proof";
import { foldLeaves, leafHash } from "../verify/tree";
import { readProof, readTree } from "./log-tree";
import { readSigned } from "./signed";
import { failing, MemoryFile, MemoryMark, makeSealer, memoryKey, STEPS, sealNow } from "./testing/sealed-log";

let scratch: ScratchStore;
let home: Household;
let key: ReturnType<typeof memoryKey>;
let mark: MemoryMark;
let file: MemoryFile;
const lines: string[] = [];

beforeAll(async () => {
  scratch = await openScratchStore();
  home = await makeHousehold(scratch);
}, 120_000);
afterAll(() => scratch.stop());
beforeEach(async () => {
  await emptyLog();
  await scratch.sql("delete from integrity_incident");
  await asOwner("truncate trace");
  key = memoryKey();
  mark = new MemoryMark();
  file = new MemoryFile();
  lines.length = 0;
});

const run: RunSql = async (text, values) => (await scratch.store.queueSql(text, [...values])).rows as never[];
/** With the triggers that keep the trail from being changed switched off, as the database's owner can. */
const asOwner = (statement: string) =>
  scratch.sql(`set session_replication_role = replica; ${statement}; set session_replication_role = origin`);
const emptyLog = () => scratch.sql("truncate audit_tile, audit_checkpoint, audit_verification");
const parts = (more = {}) => ({ store: scratch.store, hsm: key, mark, file, ...more });
const seal = (more = {}) => sealNow(makeSealer(parts(more), lines), scratch.store);
const write = (count: number) => (count > 1_000 ? writeMany(count) : writeFew(count));
const writeFew = (count: number) =>
  scratch.store.insertTraces(Array.from({ length: count }, (_, n) => ({ row: traceOf(home, { details: { n } }), proof: null })));
const writeMany = (count: number) =>
  scratch.sql(
    `insert into trace (time, account_id, project_id, caller_kind, caller_id, caller_name, source, ip, request_id, trace_name, resource_type,
       resource_id, alias, outcome, error_code, details)
     select now(), $1, $2, 'user', $3, 'somebody', 'api', '192.0.2.1', md5(random()::text), 'encryptData', 'cmk', 'k', 'a key', 'normal', '',
       jsonb_build_object('n', n) from generate_series(1, $4::int) n`,
    [home.accountId, home.projectId, home.userId, count],
  );
const rowsOf = () => scratch.store.transactSql((inside) => readRows(inside, 0n, 2n ** 62n, 1_000_000));
const incidents = () => scratch.sql<{ what: string }>("select what from integrity_incident where source = 'log' and ended_at is null");

/** What the last checkpoint says, compared with a tree that is computed from the rows alone. */
async function expectSealed(count: number): Promise<void> {
  const rows = await rowsOf();
  expect(rows.length).toBe(count);
  const last = await readLastCheckpoint(run);
  const signed = readSigned(Buffer.from(last?.text ?? ""), await key.auditPublicKey());
  expect(signed).toMatchObject({ size: count, incarnation: mark.incarnation });
  expect(signed?.root).toEqual(foldLeaves(rows.map((row) => leafHash(Buffer.from(canonicalRow(row))))));
  expect(mark.tree).toMatchObject({ size: count, root: signed?.root });
  expect(file.text).toBe(last?.text);
}

/** Of one size no two trees were signed, and each is a beginning of the next. */
function expectOneTree(): void {
  const roots = new Map<string, string>();
  for (const body of key.signed) {
    const [origin, size, root] = body.toString().split("\n");
    expect(roots.get(`${origin} ${size}`) ?? root).toBe(root);
    roots.set(`${origin} ${size}`, root as string);
  }
}

test("a log of any size is sealed step by step, and every leaf and every earlier tree is proven", async () => {
  let count = 0;
  const trees = [];
  for (const more of [1, 254, 1, 1, 300, 2_000, 2, 1, 700]) {
    await write(more);
    count += more;
    await seal({ batch: 777 });
    await expectSealed(count);
    trees.push(await readTree(run, count));
    expect(mark.tree).toEqual(trees.at(-1));
  }
  await expectSealed(count);
  expectOneTree();
  const rows = await rowsOf();
  const root = mark.tree?.root as Buffer;
  for (const index of [0, 1, 255, 256, count - 1, ...fc.sample(fc.nat(count - 1), 60)]) {
    const row = rows[index];
    expect(await findLeafIndex(run, row?.id ?? 0n)).toBe(index);
    expect(await findTraceId(run, index)).toBe(row?.id);
    const leaf = leafHash(Buffer.from(canonicalRow(row as never)));
    const proof = (await readProof(run, inclusionPlan(index, count))) ?? [];
    expect(verifyInclusion({ leaf, index, size: count, proof, root })).toBe(true);
  }
  for (const tree of trees) {
    const proof = (await readProof(run, consistencyPlan(tree?.size ?? 0, count))) ?? [];
    const claim = { first: tree?.size ?? 0, second: count, firstRoot: tree?.root as Buffer, secondRoot: root, proof };
    expect(verifyConsistency(claim)).toBe(true);
    expect(await readTree(run, tree?.size ?? 0)).toEqual(tree);
  }
  expect(await findLeafIndex(run, 0n)).toBeNull();
  expect(await findLeafIndex(run, (rows.at(-1)?.id ?? 0n) + 1n)).toBeNull();
  expect(await findTraceId(run, count)).toBeNull();
  expect((await findCheckpointFrom(run, 256))?.size).toBe(256);
  expect(await findCheckpointFrom(run, count + 1)).toBeNull();
}, 120_000);

test("tiles are those of C2SP tlog-tiles: 256 hashes each, and each full one is a hash of the level above", async () => {
  await write(2_000);
  await seal();
  const tiles = await readTilesFrom(run, 0, 0, 100);
  expect(tiles.map(({ hashes }) => hashes.length)).toEqual([256, 256, 256, 256, 256, 256, 256, 208]);
  const [above, ...others] = await readTilesFrom(run, 1, 0, 100);
  expect(others).toEqual([]);
  expect(above?.hashes).toEqual(tiles.slice(0, 7).map(({ hashes }) => foldLeaves(hashes)));
  const [first] = await rowsOf();
  const bytes = Buffer.concat([Buffer.of(0), Buffer.from(canonicalRow(first as never))]);
  expect(tiles[0]?.hashes[0]).toEqual(createHash("sha256").update(bytes).digest());
});

test("nothing is signed where nothing is new, and an empty trail has no log", async () => {
  await seal();
  expect(key.signed).toEqual([]);
  await write(3);
  await seal();
  await seal();
  expect(key.signed).toHaveLength(1);
});

describe("killed at", () => {
  const faults = STEPS.flatMap((step) => (["before", "after"] as const).map((when) => ({ step, when })));
  test.each(faults)("$step ($when): the log goes on, and is one tree", async (fault) => {
    await write(300);
    await seal();
    for (let round = 0; round < 3; round += 1) {
      await write(170);
      await expect(sealNow(makeSealer(failing(parts(), fault)), scratch.store)).rejects.toThrow(`killed ${fault.when}: ${fault.step}`);
      // What is stored is never more than the token knows of.
      expect((await readLastCheckpoint(run))?.size ?? 0).toBeLessThanOrEqual(mark.tree?.size ?? 0);
      if (round < 2) await write(round * 100);
      await seal();
      await expectSealed(300 + (round + 1) * 170 + (round > 0 ? 100 : 0));
    }
    expectOneTree();
    expect(await incidents()).toEqual([]);
  });

  test.each(faults)("$step ($when) of the very first", async (fault) => {
    await write(5);
    await expect(sealNow(makeSealer(failing(parts(), fault)), scratch.store)).rejects.toThrow("killed");
    await write(5);
    await seal();
    await expectSealed(10);
    expectOneTree();
  });
});

test("several that seal at once while rows are written give one tree", async () => {
  const writing = (async () => {
    for (let round = 0; round < 40; round += 1) await write(50);
  })();
  const sealers = Array.from({ length: 3 }, async () => {
    for (let round = 0; round < 25; round += 1) {
      await seal().catch((error: Error) => expect(error.message).toMatch(/knows of another tree/));
    }
  });
  await Promise.all([writing, ...sealers]);
  await seal();
  await expectSealed(2_000);
  expectOneTree();
  expect(await incidents()).toEqual([]);
}, 60_000);

describe("a log that is not what was sealed is refused and told of:", () => {
  const keep = () => scratch.sql("create table kept_tile as table audit_tile; create table kept_checkpoint as table audit_checkpoint");
  const putBack = async () => {
    await emptyLog();
    await scratch.sql("insert into audit_tile select * from kept_tile; insert into audit_checkpoint select * from kept_checkpoint");
  };
  beforeEach(() => scratch.sql("drop table if exists kept_tile, kept_checkpoint"));

  async function expectRefused(sentence: RegExp): Promise<void> {
    const signed = key.signed.length;
    await write(7);
    await expect(seal()).rejects.toThrow(sentence);
    await expect(seal()).rejects.toThrow(sentence);
    expect(key.signed.length).toBe(signed);
    expect(lines.filter((line) => line.startsWith("integrity incident: the audit log"))).not.toEqual([]);
    expect((await incidents()).map(({ what }) => what)).toEqual([expect.stringMatching(sentence)]);
  }

  test("an older copy of it, with rows of its own since", async () => {
    await write(300);
    await seal();
    await keep();
    await write(300);
    await seal();
    await putBack();
    await expectRefused(/older than what was sealed: the database has 300 entries of it, and the token knows 600/);
    // With as many as there were, and not the same ones.
    mark.tree = null;
    const inFile = file.text;
    file.text = null;
    await scratch.sql("delete from integrity_incident");
    await asOwner("delete from trace where id > (select trace_ids[44] from audit_tile where level = 0 and place = 1)");
    await write(400);
    await seal();
    mark.tree = readSigned(Buffer.from(inFile ?? ""), await key.auditPublicKey());
    await expectRefused(/not the one that was sealed: the token knows others of its first 600 entries/);
  });

  test("the same where the token keeps no mark, and an operator has named a file", async () => {
    await write(10);
    await seal();
    await keep();
    await write(10);
    await seal();
    await putBack();
    mark.tree = null;
    await expectRefused(/older than what was sealed: the database has 10 entries of it, and the file knows 20/);
  });

  test.each([
    ["nothing is left of it", "truncate audit_tile, audit_checkpoint", /older than what was sealed: the database has 0 entries/],
    ["its tiles are gone", "truncate audit_tile", /older than what was sealed/],
    ["its last tile is gone", "delete from audit_tile where level = 0 and place = 2", /older than what was sealed|do not hold together/],
    [
      "a tile on its edge",
      "update audit_tile set hashes = set_byte(hashes, 5, 1 + get_byte(hashes, 5) % 255) where level = 0 and place = 2",
      /not the one that was sealed/,
    ],
    [
      "hashes of full tiles",
      "update audit_tile set hashes = set_byte(hashes, 5, 1 + get_byte(hashes, 5) % 255) where level = 1",
      /not the one that was sealed/,
    ],
    [
      "a checkpoint of another key",
      "update audit_checkpoint set text = replace(text, 'audit/', 'audit/0')",
      /last checkpoint that the token has not signed/,
    ],
    ["a checkpoint of another size", "update audit_checkpoint set size = size + 1", /last checkpoint that the token has not signed/],
  ])("%s", async (_name, statement, sentence) => {
    await write(600);
    await seal();
    await scratch.sql(statement);
    await expectRefused(sentence);
  });

  test("a file that is no checkpoint, and one of a later incarnation", async () => {
    await write(10);
    await seal();
    const text = file.text;
    file.text = "nonsense";
    await expectRefused(/is no checkpoint that this token has signed/);
    file.text = text;
    mark.incarnation = 2;
    mark.tree = null;
    await seal();
    mark.incarnation = 1;
    await scratch.sql("delete from integrity_incident");
    await expectRefused(/of a later incarnation/);
  });

  test("when it is as it was again, it goes on, and the incident is over", async () => {
    await write(10);
    await seal();
    const text = file.text;
    file.text = "nonsense";
    const sealer = makeSealer(parts(), lines);
    await expect(sealNow(sealer, scratch.store)).rejects.toThrow();
    expect(await incidents()).toHaveLength(1);
    file.text = text;
    await sealNow(sealer, scratch.store);
    expect(await incidents()).toEqual([]);
  });
});

test("a new incarnation extends the tree that is there", async () => {
  await write(10);
  await seal();
  mark.incarnation = 2;
  mark.tree = null;
  await seal();
  await expectSealed(10);
  await write(5);
  await seal();
  await expectSealed(15);
  const bodies = key.signed.map((body) => body.toString().split("\n"));
  expect(bodies.map(([origin, size]) => `${origin?.split("/").at(-1)} ${size}`)).toEqual(["1 10", "2 10", "2 15"]);
});

test("of earlier days one checkpoint an hour is kept, the last", async () => {
  await write(3);
  await seal();
  await scratch.sql(
    `insert into audit_checkpoint (incarnation, size, at, text)
     select 1, 1000000 + n, date_trunc('hour', now()) - interval '2 days' + n * interval '20 minutes', 'x' from generate_series(0, 5) n`,
  );
  await thinCheckpoints(run, new Date());
  const left = await scratch.sql<{ size: string }>("select size from audit_checkpoint order by size");
  expect(left.map(({ size }) => Number(size))).toEqual([3, 1_000_002, 1_000_005]);
});
