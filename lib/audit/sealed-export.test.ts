/** Exports as their verifier reads them: whole ones verify, and whatever was done to a row in the database is named. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { NO_RIGHT, type Trace } from "#lib/domain/trace";
import type { ShownRow } from "#lib/store/audit/shown-rows";
import type { Tile } from "#lib/store/audit/tiles";
import { canonicalRow } from "./canonical-row";
import { type Edge, extend } from "./seal/tiles";
import { type ExportSource, sealedExport } from "./sealed-export";
import { verifyCheckpoint } from "./verify/checkpoint";
import { exportVerifier } from "./verify/export";
import { makeAuditKey, signCheckpoint } from "./verify/testing/signers";
import { foldLeaves, leafHash } from "./verify/tree";

const auditKey = makeAuditKey();
const RUNS = Number(process.env.KMS_LOG_TAMPERINGS ?? 25);

/** Numbers with gaps, as a sequence has them. */
function makeTrace(index: number): Trace {
  return {
    ...NO_RIGHT,
    ...{ id: BigInt(index * 3 + 5), state: "", time: new Date(1_800_000_000_000 + index), accountId: "a", projectId: "p" },
    ...{ callerKind: "user", callerId: "u", callerName: "n", callerAccountId: "", accessKey: "", source: "api", ip: "192.0.2.1" },
    ...{ requestId: `r${index}`, traceName: "sign", resourceType: "cmk", resourceId: "k", alias: "", outcome: "normal", errorCode: "" },
    details: { n: index },
  };
}

/** @param size of the checkpoint; what was staged after it is in the tiles too */
function seal(traces: readonly Trace[], size = traces.length) {
  const hashes = traces.map((trace) => leafHash(Buffer.from(canonicalRow(trace))));
  const tiles = new Map<string, Tile>();
  let edge: Edge = [];
  for (let from = 0; from < traces.length; from += 700) {
    const leaves = traces.slice(from, from + 700).map(({ id }, at) => ({ hash: hashes[from + at] as Buffer, traceId: id }));
    const extended = extend(edge, leaves);
    for (const tile of extended.written) tiles.set(`${tile.level}/${tile.place}`, tile);
    edge = extended.edge;
  }
  const checkpoint = signCheckpoint(auditKey, size, foldLeaves(hashes.slice(0, size)));
  return { tiles, size, checkpoint, origin: checkpoint.slice(0, checkpoint.indexOf("\n")) };
}

function sourceOf({ tiles, ...head }: ReturnType<typeof seal>, rows: readonly ShownRow[], keptFrom = 0): ExportSource {
  const sorted = [...rows].sort((one, other) => (one.trace.id < other.trace.id ? -1 : 1));
  return {
    ...head,
    keptFrom,
    readTilesFrom: async (place, limit) =>
      Array.from({ length: limit }, (_, at) => tiles.get(`0/${place + at}`)).filter((tile): tile is Tile => tile !== undefined),
    readTiles: async (places) => places.flatMap(({ level, place }) => tiles.get(`${level}/${place}`) ?? []),
    readRows: async (after, upTo, limit) => sorted.filter(({ trace: { id } }) => id > after && id <= upTo).slice(0, limit),
  };
}

async function verify(source: ExportSource) {
  let text = "";
  for await (const part of sealedExport(source)) text += part;
  const verifier = exportVerifier({ trust: (checkpoint) => verifyCheckpoint(checkpoint, auditKey.key) });
  for (const line of text.trimEnd().split("\n")) verifier.take(Buffer.from(line));
  return { ...verifier.finish(), text };
}

const shown = (traces: readonly Trace[], isShown: (index: number) => boolean = () => true): ShownRow[] =>
  traces.map((trace, index) => ({ trace, isShown: isShown(index) }));
const many = (count: number) => Array.from({ length: count }, (_, index) => makeTrace(index));

test.each([1, 2, 255, 256, 257, 2_048, 2_049])("of %i rows, all of them or some, it verifies", async (count) => {
  const traces = many(count);
  const sealed = seal(traces);
  expect(await verify(sourceOf(sealed, shown(traces)))).toMatchObject({ rows: count, hidden: 0, size: count });
  for (const isShown of [
    () => false,
    (n: number) => n % 2 === 0,
    (n: number) => n % 1_000 === 7,
    (n: number) => n === count - 1,
    (n: number) => n < 300,
    (n: number) => n >= 300 && n < 4_500,
  ]) {
    const rows = traces.filter((_, index) => isShown(index)).length;
    const report = await verify(sourceOf(sealed, shown(traces, isShown)));
    expect(report).toMatchObject({ rows, hidden: count - rows, size: count });
  }
});

test("a large range is hidden by the hashes of large subtrees", async () => {
  const traces = many(66_000);
  const rows = shown(traces, (n) => n > 65_990);
  expect(await verify(sourceOf(seal(traces), rows))).toMatchObject({ rows: 9, hidden: 65_991, size: 66_000 });
});

test("what is hidden is there by hashes alone, and in few lines", async () => {
  const traces = many(10_000);
  const { text } = await verify(
    sourceOf(
      seal(traces),
      shown(traces, (n) => n === 6_000),
    ),
  );
  expect(text.split("\n").filter((line) => line.startsWith('{"access_key"'))).toEqual([canonicalRow(traces[6_000] as Trace)]);
  expect(text.split("\n")).toHaveLength(8);
});

test("rows that are staged after the checkpoint are not in it", async () => {
  const traces = many(700);
  for (const size of [1, 256, 300, 512, 699]) {
    expect(await verify(sourceOf(seal(traces, size), shown(traces)))).toMatchObject({ rows: size, size });
  }
});

const visible = fc.constantFrom<(n: number) => boolean>(
  () => true,
  (n) => n % 3 === 0,
  (n) => n % 256 > 100,
  (n) => n > 400,
);
type Tampering = (rows: ShownRow[], at: number, by: number) => readonly number[];
const change = (rows: ShownRow[], at: number, some: Partial<Trace>) => {
  const row = rows[at] as ShownRow;
  rows[at] = { ...row, trace: { ...row.trace, ...some } };
};
/** Each gives the indexes of which one must be named. */
const TAMPERINGS: Record<string, Tampering> = {
  changed(rows, at) {
    change(rows, at, { outcome: "warning" });
    return [at];
  },
  "re-timed"(rows, at, by) {
    change(rows, at, { time: new Date(Number(rows[at]?.trace.time) + by) });
    return [at];
  },
  "put elsewhere and so out of sight"(rows, at) {
    change(rows, at, { projectId: "q" });
    rows[at] = { ...(rows[at] as ShownRow), isShown: false };
    return [at];
  },
  removed(rows, at) {
    rows.splice(at, 1);
    return [at];
  },
  "cut off"(rows, at) {
    rows.splice(at);
    return [at];
  },
  swapped(rows, at, by) {
    const other = (at + by) % rows.length;
    const [one, two] = [rows[at]?.trace.id as bigint, rows[other]?.trace.id as bigint];
    change(rows, at, { id: two });
    change(rows, other, { id: one });
    return one === two ? [] : [Math.min(at, other)];
  },
  inserted(rows, at) {
    const { trace } = rows[at] as ShownRow;
    rows.push({ trace: { ...trace, id: trace.id - 1n }, isShown: true });
    return [at];
  },
  "inserted out of sight"(rows, at) {
    const { trace, isShown } = rows[at] as ShownRow;
    rows.push({ trace: { ...trace, id: trace.id - 1n }, isShown: false });
    // Beside one that is shown it takes nothing from the reader, and is no business of theirs.
    return isShown ? [] : [at];
  },
  "given the number of another, out of sight"(rows, at) {
    const row = rows[at] as ShownRow;
    rows[at] = { ...row, isShown: false };
    rows.push({ trace: { ...row.trace, details: { n: "other" } }, isShown: false });
    return [at];
  },
  "given the number of another"(rows, at) {
    const { trace } = rows[at] as ShownRow;
    rows.push({ trace: { ...trace, details: { n: "other" } }, isShown: true });
    return [at, at + 1];
  },
};
test.each(Object.entries(TAMPERINGS))("a row that was %s is named", async (_, tamper) => {
  const traces = many(900);
  const sealed = seal(traces);
  await fc.assert(
    fc.asyncProperty(fc.nat(899), fc.integer({ min: 1, max: 898 }), visible, async (at, by, isShown) => {
      const rows = shown(traces, isShown);
      const wrong = tamper(rows, at, by);
      fc.pre(wrong.length > 0);
      const named = wrong.flatMap((index) => [`index ${index} `, `index ${index},`, `index ${index}:`, `has ${index} rows of the`]);
      const sentence = await verify(sourceOf(sealed, rows)).then(
        () => "verified",
        (error: Error) => `${error.message} `,
      );
      expect(
        named.some((name) => sentence.includes(name)),
        sentence,
      ).toBe(true);
    }),
    { numRuns: RUNS },
  );
});

test("a tile that is gone or was changed is found", async () => {
  const traces = many(3_000);
  for (const place of ["0/3", "0/11", "1/0"]) {
    const sealed = seal(traces);
    const rows = shown(traces, (n) => n > 2_900);
    sealed.tiles.delete(place);
    const sentence = await verify(sourceOf(sealed, rows)).then(
      ({ rows: count }) => `verified ${count}`,
      (error: Error) => error.message,
    );
    expect(sentence).toMatch(/index 768[: ]|index 2816|cut off|index 0[: ]|of tile 0/);
  }
});

test("rows that were removed by age are hidden as such, and any other that is gone is missed", async () => {
  const traces = many(1_500);
  const sealed = seal(traces);
  const left = (from: number, isShown: (index: number) => boolean) => shown(traces, isShown).slice(from);
  const all = await verify(
    sourceOf(
      sealed,
      left(768, () => true),
      768,
    ),
  );
  expect(all).toMatchObject({ rows: 732, hidden: 768, size: 1_500 });
  expect(all.text.match(/"hidden":\[\d+,\d+\].*?"why":"\w+"/g)).toEqual([expect.stringMatching(/^"hidden":\[0,768\].*"retention"$/)]);
  const some = await verify(
    sourceOf(
      sealed,
      left(768, (n) => n >= 1_000),
      768,
    ),
  );
  expect(some.text.match(/"hidden":\[\d+,\d+\]/g)).toEqual(['"hidden":[0,768]', '"hidden":[768,1000]']);
  // While they are removed some are there still.
  expect(
    await verify(
      sourceOf(
        sealed,
        left(300, () => true),
        768,
      ),
    ),
  ).toMatchObject({ rows: 1_200, hidden: 300 });
  await expect(
    verify(
      sourceOf(
        sealed,
        left(769, () => true),
        768,
      ),
    ),
  ).rejects.toThrow(/768/);
});
