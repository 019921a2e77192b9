import { createHash, randomInt } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Tile } from "#lib/store/audit/tiles";
import { foldLeaves, rootOf, subtreesOf } from "../verify/tree";
import { countAt, type Edge, extend, hashesOf, isWhole, lastTraceOf, placesOf, rangeOf, sizeOf } from "./tiles";

const hashOf = (n: number) => createHash("sha256").update(String(n)).digest();
const LEAVES = Array.from({ length: 66_500 }, (_, n) => ({ hash: hashOf(n), traceId: BigInt(3 * n + 1) }));

/** Grows a log, as whoever seals does it, by parts of any size. */
function grow(parts: readonly number[]): { tiles: Map<string, Tile>; edge: Edge; size: number } {
  const tiles = new Map<string, Tile>();
  let edge: Edge = [];
  let size = 0;
  for (const part of parts) {
    const extended = extend(edge, LEAVES.slice(size, size + part));
    for (const tile of extended.written) {
      const before = tiles.get(`${tile.level}/${tile.place}`);
      // A tile only grows.
      expect(Buffer.concat(tile.hashes).subarray(0, 32 * (before?.hashes.length ?? 0))).toEqual(Buffer.concat(before?.hashes ?? []));
      tiles.set(`${tile.level}/${tile.place}`, tile);
    }
    edge = extended.edge;
    size = Math.min(size + part, LEAVES.length);
  }
  return { tiles, edge, size };
}

test("a log that grows by parts of any size has the root of its leaves, and the tiles that its size wants", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 8 }), (parts) => {
      const { tiles, edge, size } = grow(parts);
      expect(sizeOf(edge)).toBe(size);
      expect(lastTraceOf(edge)).toBe(size === 0 ? 0n : LEAVES[size - 1]?.traceId);
      const range = rangeOf(edge);
      expect(rootOf(range?.nodes ?? [], size)).toEqual(foldLeaves(LEAVES.slice(0, size).map(({ hash }) => hash)));
      const wanted = [0, 1].flatMap((level) => Array.from({ length: Math.ceil(countAt(level, size) / 256) }, (_, n) => `${level}/${n}`));
      expect([...tiles.keys()].sort()).toEqual(wanted.sort());
    }),
    { numRuns: 25 },
  );
});

test("over two levels of tiles too", () => {
  for (const parts of [[65_535, 1, 1], [65_536], [300, 65_000, 900], [66_500]]) {
    const { tiles, edge, size } = grow(parts);
    const range = rangeOf(edge);
    expect(rootOf(range?.nodes ?? [], size)).toEqual(foldLeaves(LEAVES.slice(0, size).map(({ hash }) => hash)));
    expect(tiles.get("2/0")?.hashes.length).toBe(countAt(2, size) || undefined);
    const subtrees = Array.from({ length: 40 }, () => subtreesOf(randomInt(30_000), size - randomInt(30_000))).flat();
    const needed = placesOf(subtrees).map(({ level, place }) => tiles.get(`${level}/${place}`) as Tile);
    const hashes = hashesOf(subtrees, needed);
    for (const [at, { from, size: leaves }] of subtrees.entries()) {
      if (leaves <= 512 || at < 3) expect(hashes?.[at]).toEqual(foldLeaves(LEAVES.slice(from, from + leaves).map(({ hash }) => hash)));
    }
  }
});

test("tiles that are missing, or too short, prove nothing", () => {
  const { tiles } = grow([700]);
  const subtrees = subtreesOf(0, 700);
  const needed = placesOf(subtrees).map(({ level, place }) => tiles.get(`${level}/${place}`) as Tile);
  expect(hashesOf(subtrees, needed)).not.toBeNull();
  expect(hashesOf(subtrees, needed.slice(1))).toBeNull();
  expect(
    hashesOf(
      subtrees,
      needed.map((tile) => ({ ...tile, hashes: tile.hashes.slice(0, -1) })),
    ),
  ).toBeNull();
});

test("an edge that does not hold together is none", () => {
  const { edge } = grow([768]);
  expect(isWhole(edge)).toBe(true);
  const [low, high] = edge as [Tile, Tile];
  const other = Buffer.alloc(32, 1);
  const wrong: Edge[] = [
    [low],
    [{ ...low, place: 1 }, high],
    [{ ...low, hashes: [...low.hashes.slice(1), other] }, high],
    [low, { ...high, hashes: [...high.hashes.slice(0, 2), other] }],
    [low, { ...high, hashes: [...high.hashes, other] }],
    [low, high, { level: 2, place: 0, hashes: [other], traceIds: [] }],
  ];
  for (const each of wrong) expect(rangeOf(each)).toBeNull();
  expect(rangeOf([])).toMatchObject({ size: 0 });
});
