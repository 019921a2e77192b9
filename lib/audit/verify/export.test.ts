import fc from "fast-check";
import { expect, test } from "vitest";
import { parseCheckpoint, verifyCheckpoint } from "./checkpoint";
import { Unverified } from "./encoding";
import { type ExportOptions, type ExportReport, exportVerifier } from "./export";
import { formatCheckpointLine, formatHidden, formatTile, kindOf, traceIdOf } from "./export-lines";
import { exportLines, type Hidden, makeRow } from "./testing/exports";
import { makeAuditKey, signCheckpoint } from "./testing/signers";
import { foldLeaves, leafHash } from "./tree";

const log = makeAuditKey();
const makeRows = (count: number) => Array.from({ length: count }, (_, index) => makeRow(10 + 3 * index));
const rows = makeRows(1_200);
/** Two tiles, and a part of one. */
const few = rows.slice(0, 600);
const headOf = (count: number) => parseCheckpoint(Buffer.from(signCheckpoint(log, count, foldLeaves(rows.slice(0, count).map(leafHash)))));
const trust: ExportOptions["trust"] = (checkpoint) => verifyCheckpoint(checkpoint, log.key);

function verify(lines: readonly Buffer[], options: Partial<ExportOptions> = {}): ExportReport {
  const { take, finish } = exportVerifier({ trust, ...options });
  lines.forEach(take);
  return finish();
}
function faultOf(lines: readonly Buffer[], options: Partial<ExportOptions> = {}): string {
  try {
    verify(lines, options);
    return "";
  } catch (error) {
    expect(error).toBeInstanceOf(Unverified);
    return (error as Error).message;
  }
}

/** Ranges that do not touch nor overlap more than they should: cut at random, every other one hidden. */
const hiddenOf = (count: number) =>
  fc.array(fc.integer({ min: 0, max: count }), { maxLength: 8 }).map((cuts) => {
    const borders = [...new Set([...cuts, 0, count])].sort((a, b) => a - b);
    const why = (place: number): Hidden["why"] => (place === 0 ? "retention" : "other");
    return borders.slice(1).flatMap((to, place) => (place % 2 === 0 ? [{ from: borders[place] ?? 0, to, why: why(place) }] : []));
  });

test("exports of every size about the borders of tiles", () => {
  for (const count of [0, 1, 2, 3, 255, 256, 257, 300, 511, 512, 513, 1_200]) {
    const report = verify(exportLines(log, rows.slice(0, count)));
    expect(report).toMatchObject({ rows: count, hidden: 0, size: count, origin: headOf(count).origin, root: headOf(count).root });
  }
});

test("with any rows hidden, each of the others is still proven", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(1, 200, 256, 600, 1_200).chain((count) => fc.tuple(fc.constant(count), hiddenOf(count))),
      ([count, hidden]) => {
        const many = hidden.reduce((sum, { from, to }) => sum + to - from, 0);
        expect(verify(exportLines(log, rows.slice(0, count), hidden))).toMatchObject({ rows: count - many, hidden: many, size: count });
      },
    ),
    { numRuns: 150 },
  );
  const all = verify(exportLines(log, rows, [{ from: 0, to: 1_200, why: "other" }]));
  expect(all).toMatchObject({ rows: 0, hidden: 1_200 });
  const touching: Hidden[] = [
    { from: 0, to: 300, why: "retention" },
    { from: 300, to: 700, why: "other" },
    { from: 700, to: 701, why: "other" },
  ];
  expect(verify(exportLines(log, rows, touching))).toMatchObject({ rows: 499, hidden: 701 });
});

/** Lines of rows, and the index of each. */
const rowLines = (lines: readonly Buffer[]) => lines.flatMap((line, place) => (kindOf(line) === "row" && place > 0 ? [place] : []));
const indexOf = (line: Buffer) => rows.findIndex((row) => row.equals(line));

test("a changed, removed, repeated, foreign or moved row is named, with rows hidden and without", () => {
  const kinds = fc.constantFrom("change", "remove", "repeat", "insert", "swap", "move");
  const place = fc.nat();
  fc.assert(
    fc.property(fc.oneof(fc.constant([]), hiddenOf(600)), kinds, place, place, fc.nat(), (hidden, kind, at, to, byte) => {
      const lines = exportLines(log, few, hidden);
      const shown = rowLines(lines);
      fc.pre(shown.length > 2);
      const a = shown[at % shown.length] ?? 0;
      const b = shown[to % shown.length] ?? 0;
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      const [row, other] = [lines[a] ?? Buffer.of(), lines[b] ?? Buffer.of()];
      const changed = [...lines];
      let expected = new RegExp(`index ${indexOf(row)}\\b`);
      if (kind === "change") {
        const bytes = Buffer.from(row);
        // Not the bytes by which lines are told apart.
        const where = 14 + (byte % (row.length - 14));
        bytes[where] = (bytes[where] ?? 0) ^ 1;
        changed[a] = bytes;
        expected = new RegExp(`index ${indexOf(row)} \\(.*line ${a + 1}\\) was changed$`);
      } else if (kind === "remove") {
        changed.splice(a, 1);
        expected = new RegExp(`rows? at index ${indexOf(row)} .*removed before line|the file was cut off`);
      } else if (kind === "repeat") {
        changed.splice(a, 0, row);
        expected = new RegExp(`line ${a + 2}\\) was inserted`);
      } else if (kind === "insert") {
        changed.splice(a, 0, makeRow(8 + byte * 3));
        expected = new RegExp(`line ${a + 1}\\) was (?:inserted|changed)`);
      } else {
        fc.pre(a !== b);
        if (kind === "swap") [changed[a], changed[b]] = [other, row];
        else changed.splice(b, 0, ...changed.splice(a, 1));
        expected = new RegExp(`index ${indexOf(lines[low] ?? row)}\\b|line ${low + 1}\\b|line ${high + 1}\\b`);
      }
      expect(faultOf(changed)).toMatch(expected);
    }),
    { numRuns: 300 },
  );
});

test("a tail that was cut off anywhere, or a line of another kind that was removed or repeated", () => {
  const lines = exportLines(log, rows.slice(0, 700), [{ from: 100, to: 300, why: "other" }]);
  for (let count = 0; count < lines.length; count++) expect(faultOf(lines.slice(0, count))).toMatch(/cut off|empty/);
  lines.forEach((line, place) => {
    if (kindOf(line) === "row" && place > 0) return;
    expect(faultOf(lines.toSpliced(place, 1))).not.toBe("");
    expect(faultOf(lines.toSpliced(place, 0, line))).not.toBe("");
  });
  // With its checkpoint left in place.
  for (let count = 1; count < lines.length - 1; count += 7) {
    expect(faultOf([...lines.slice(0, count), ...lines.slice(-1)])).toMatch(/cut off|missing|removed/);
  }
});

test("where all rows of a tile are gone with its line, or of all from one on, the first of them is named", () => {
  const lines = exportLines(log, few);
  // The header stands before them, and each tile but the last has 256 rows and a line.
  const startOf = (tile: number) => 1 + 257 * tile;
  expect(faultOf(lines.toSpliced(startOf(0), 257))).toMatch(/^the rows from index 0 on, .* are missing before line 258\b/);
  expect(faultOf(lines.toSpliced(startOf(1), 257))).toMatch(/^the rows from index 256 on, .* are missing before line 347\b/);
  expect(faultOf(lines.toSpliced(startOf(2), 89))).toMatch(/has 512 rows of the 600/);
  expect(faultOf(lines.toSpliced(startOf(1), 257 + 89))).toMatch(/has 256 rows of the 600/);
  // What is hidden of that tile is there.
  const some = exportLines(log, few, [{ from: 256, to: 259, why: "other" }]);
  const first = some.findIndex((line) => indexOf(line) === 259);
  expect(faultOf(some.toSpliced(first, 254))).toMatch(/^the rows from index 259 on, .* are missing before line 348\b/);
});

test("hidden rows cannot take the place of others, nor be more or fewer", () => {
  fc.assert(
    fc.property(
      hiddenOf(600),
      fc.nat(),
      fc.integer({ min: -3, max: 3 }),
      fc.integer({ min: -3, max: 3 }),
      fc.nat(),
      (hidden, at, low, high, node) => {
        fc.pre(hidden.length > 0);
        const range = hidden[at % hidden.length] ?? { from: 0, to: 1, why: "other" as const };
        const lines = exportLines(log, few, hidden);
        const place = lines.findIndex((line) => line.toString().startsWith(`{"hidden":[${range.from},`));
        const { nodes } = JSON.parse(lines[place]?.toString() ?? "") as { nodes: string[] };
        const hashes: Buffer[] = nodes.map((text) => Buffer.from(text, "base64"));
        const hide = (from: number, to: number, changed: Buffer[]) =>
          faultOf(lines.with(place, Buffer.from(formatHidden({ ...range, from, to, nodes: changed }))));
        expect(hide(range.from, range.to, hashes)).toBe("");
        const wrongFrom = Math.max(0, range.from + low);
        if (wrongFrom !== range.from || high !== 0) expect(hide(wrongFrom, range.to + high, hashes)).not.toBe("");
        const one = node % hashes.length;
        expect(hide(range.from, range.to, hashes.with(one, leafHash(Buffer.from("another"))))).not.toBe("");
        expect(hide(range.from, range.to, hashes.toSpliced(one, 1))).not.toBe("");
      },
    ),
    { numRuns: 100 },
  );
});

test("rows and hashes that were changed together are found by the root, and cannot be signed", () => {
  const forged = rows.with(700, makeRow(2_111));
  const lines = exportLines(log, rows);
  const same = exportLines(log, forged);
  expect(faultOf(same.with(-1, lines.at(-1) ?? Buffer.of()))).toMatch(/hashes were changed with them/);
  expect(faultOf(exportLines(makeAuditKey(), rows))).toMatch(/key's logs begin with/);
  const tile = lines.findIndex((line) => kindOf(line) === "tile");
  const leaves = Buffer.from(Buffer.concat(rows.slice(0, 256).map(leafHash)));
  leaves[32 * 7] = (leaves[32 * 7] ?? 0) ^ 1;
  expect(faultOf(lines.with(tile, Buffer.from(formatTile({ tile: 0, leaves }))))).toMatch(
    /index 7 .*line 9\) was changed, and the hashes do not make/,
  );
  // A checkpoint of another size, or with a signature that was taken from another.
  expect(faultOf(lines.with(-1, Buffer.from(formatCheckpointLine(signCheckpoint(log, 1_199, headOf(1_199).root)))))).toMatch(/added/);
  expect(faultOf(lines.with(-1, Buffer.from(formatCheckpointLine(signCheckpoint(log, 1_201, headOf(1_200).root)))))).toMatch(/cut off/);
  expect(faultOf(lines.with(-1, Buffer.from(formatCheckpointLine(signCheckpoint(log, 1_200, headOf(1_200).root, 2)))))).toMatch(
    /header names/,
  );
});

test("numbers of traces ascend, and each row has one", () => {
  const [first, second] = [makeRow(10), makeRow(13)];
  expect(faultOf(exportLines(log, [first, second, first]))).toMatch(/index 2 .*does not come after trace 13/);
  expect(faultOf(exportLines(log, [second, first]))).toMatch(/index 1 .*does not come after/);
  expect(faultOf(exportLines(log, [first, Buffer.from("{}")]))).toMatch(/index 1 \(line 3\) is not a canonical row/);
  expect(verify(exportLines(log, [makeRow(9), makeRow(10), makeRow(2n ** 63n - 1n)])).rows).toBe(3);
});

test("the number of a trace is the row's own, whatever its texts say", () => {
  const text = fc.string({ unit: fc.constantFrom('"', ",", ":", "\\", "trace_id", ',"trace_id":"5"', "{", "}", "é", "\n") });
  fc.assert(
    fc.property(text, text, fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }), (detail, name, id) => {
      const row = {
        access_key: name,
        details: { a: detail, trace_id: "5" },
        ip: name,
        trace_id: String(id),
        trace_name: name,
        user_name: detail,
      };
      expect(traceIdOf(Buffer.from(JSON.stringify(row)))).toBe(String(id));
    }),
  );
  for (const id of ["", "0", "01", "-1", "1e3", "99999999999999999999"]) {
    expect(traceIdOf(Buffer.from(`{"access_key":"","trace_id":"${id}","trace_name":""}`))).toBe("");
  }
  expect(traceIdOf(Buffer.from('{"access_key":"","trace_id":"12'))).toBe("");
});

test("an export that grew out of a remembered checkpoint, and one that did not", () => {
  const lines = exportLines(log, rows);
  const partly = exportLines(log, rows, [{ from: 300, to: 1_100, why: "other" }]);
  for (const count of [0, 1, 255, 256, 257, 299, 300, 304, 512, 700, 1_024, 1_199, 1_200]) {
    const since = headOf(count);
    expect(faultOf(lines, { since })).toBe("");
    // Within the first tile that is wholly hidden its borders are known, and no more.
    expect(faultOf(partly, { since })).toMatch(count === 700 ? /ends among hidden rows/ : /^$/);
    if (count > 0) expect(faultOf(lines, { since: { ...since, root: headOf(count - 1).root } })).toMatch(/rewritten/);
  }
  expect(faultOf(exportLines(log, rows.slice(0, 1_000)), { since: headOf(1_001) })).toMatch(/rolled back: it has 1000 rows/);
});

test("lines that say more than they should, or otherwise, are refused", () => {
  const lines = exportLines(log, rows.slice(0, 300), [{ from: 10, to: 12, why: "other" }]);
  lines.forEach((line, place) => {
    if (kindOf(line) === "row" && place > 0) return;
    const text = line.toString();
    for (const changed of [`${text} `, text.replace(":", ": "), text.replace(/\}$/, ',"more":1}'), text.replace(/\}$/, ""), `${text}\r`]) {
      expect([changed, faultOf(lines.with(place, Buffer.from(changed)))]).not.toEqual([changed, ""]);
    }
  });
  for (const extra of ["", "{}", "{"]) expect(faultOf([...lines, Buffer.from(extra)])).toMatch(/comes after the checkpoint/);
});
