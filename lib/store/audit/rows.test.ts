/** What is read back from a real PostgreSQL gives the same leaf as what was written. */
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { canonicalRow } from "#lib/audit/canonical-row";
import { leafHash } from "#lib/audit/verify/tree";
import { type Household, hexId, makeHousehold, openScratchStore, type ScratchStore, traceOf } from "../../../e2e/harness/scratch-store";
import { insertTracesIn, type TraceRow } from "../traces/traces";
import { readLeaves } from "./leaves";
import { readRow, readRows } from "./rows";

let scratch: ScratchStore;
let home: Household;
beforeAll(async () => {
  scratch = await openScratchStore();
  home = await makeHousehold(scratch);
}, 120_000);
afterAll(() => scratch.stop());

// PostgreSQL keeps no NUL, and no half of a pair of surrogates.
const text = fc.string({ unit: "grapheme", maxLength: 30 }).map((some) => some.replaceAll("\0", "0"));
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.constantFrom(1e21, -0, 0.1, 5e-324, 1.7976931348623157e308, 2 ** 53, -1e-7, 1e-7, 123456789012345680000),
);
const name = fc.string({ unit: fc.constantFrom(...'aAbB_z~ "\\0\n\u0001\u007f'), maxLength: 6 });
const flat = fc.dictionary(
  name,
  fc.oneof(text, fc.maxSafeInteger(), fc.constantFrom(0, 999_999_999_999_999, -7), fc.boolean(), fc.constant(null)),
  { maxKeys: 8 },
);
const details = fc.oneof(
  fc.constant({}),
  flat,
  fc.dictionary(text, fc.oneof(text, number, fc.boolean(), fc.constant([1]), fc.constant({ b: 1, a: "x" })), { maxKeys: 8 }),
);
/** Whether the database makes the leaf. */
const isFlat = (some: object) =>
  Object.entries(some).every(
    ([key, value]) =>
      Buffer.byteLength(key) === key.length &&
      (typeof value === "number" ? Number.isInteger(value) && Math.abs(value) < 1e15 : value === null || typeof value !== "object"),
  );
/** With what JSON writes otherwise. */
const hard = fc.oneof(
  text,
  fc.string({ unit: fc.constantFrom('"', "\\", "\b", "\f", "\n", "\r", "\t", "\u0001", "\u001f", "\u007f", "\u2028", "/", "<") }),
);
const facts = fc.record({
  time: fc.integer({ min: 0, max: 4e12 }).map((ms) => new Date(ms)),
  callerName: hard,
  alias: hard,
  ip: hard,
  resourceId: hard,
  callerAccountId: fc.constantFrom("", "another"),
  projectId: fc.constantFrom(null, "p"),
  keyVersion: fc.option(fc.nat(1_000)),
  wouldFail: fc.boolean(),
  details,
});

async function readBack(row: TraceRow) {
  const [{ id } = { id: "0" }] = await scratch.sql<{ id: string }>("select id::text as id from trace where request_id = $1", [
    row.requestId,
  ]);
  const trace = await scratch.store.transactSql((run) => readRow(run, BigInt(id)));
  return { id: BigInt(id), trace };
}

test("whichever way a row was written, and whatever is in it", async () => {
  await fc.assert(
    fc.asyncProperty(facts, fc.constantFrom("alone", "sql", "prisma"), async (more, way) => {
      // Prisma leaves such a member out; the product itself writes no trace by it.
      fc.pre(way !== "prisma" || !Object.hasOwn(more.details, "__proto__"));
      const row = traceOf(home, { ...more, details: more.details as TraceRow["details"], requestId: hexId() });
      if (way === "alone") await scratch.store.insertTraces([{ row, proof: null }]);
      else if (way === "sql") await scratch.store.transactSql((run) => insertTracesIn(run, [row]));
      else await scratch.store.transact((tx) => tx.trace.createMany({ data: [{ ...row }] }));
      const { id, trace } = await readBack(row);
      expect(trace && canonicalRow(trace)).toBe(canonicalRow({ ...row, id, state: "" }));
      const [leaf] = await scratch.store.transactSql((run) => readLeaves(run, id - 1n, id, 1));
      const isPlain = isFlat(row.details);
      const expected = isPlain ? { traceId: id, hash: leafHash(Buffer.from(canonicalRow(trace as never))) } : { traceId: id, row: trace };
      expect(leaf).toEqual(expected);
    }),
    { numRuns: 300 },
  );
}, 60_000);

test("deep text, and what only the database's owner can write, is read all the same", async () => {
  const rows = await scratch.store.transactSql(async (run) => {
    const [last] = await run<{ id: string }>("select max(id)::text as id from trace", []);
    return { after: BigInt(last?.id ?? 0) };
  });
  const values = `'a', 'user', 'u', 'n', 'api', '', 'r', 'x', 'cmk', 'k', '', 'normal', ''`;
  const columns =
    "time, details, account_id, caller_kind, caller_id, caller_name, source, ip, request_id, trace_name, resource_type, resource_id, alias, outcome, error_code";
  await scratch.sql(
    `insert into trace (${columns}) values ('infinity', '{"n": 1e400, "deep": {"b": [1, {"a": "\u{1F511}"}], "a": null}}', ${values})`,
  );
  const read = await scratch.store.transactSql((run) => readRows(run, rows.after, 2n ** 62n, 10));
  expect(read.map(canonicalRow)).toEqual([expect.stringContaining('"details":{"deep":{"a":null,"b":[1,{"a":"\u{1F511}"}]},"n":null}')]);
  expect(canonicalRow(read[0] as never)).toContain('"time":null');
  const leaves = await scratch.store.transactSql((run) => readLeaves(run, rows.after, 2n ** 62n, 10));
  expect(leaves).toEqual([{ traceId: read[0]?.id, row: read[0] }]);
});
