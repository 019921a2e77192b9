/**
 * The tree of the sealed log in tiles (C2SP tlog-tiles, height 8): how leaves are added, and how hashes of perfect subtrees, of which all
 * proofs and roots are made, are found again. Pure but for hashing.
 */
import type { Tile, TilePlace } from "#lib/store/audit/tiles";
import { appendTo, type CompactRange, emptyRange, foldLeaves, type PerfectSubtree } from "../verify/tree";

const WIDTH = 256;

export type Leaf = { readonly hash: Buffer; readonly traceId: bigint };

/** The last tile of each level, by level. */
export type Edge = readonly Tile[];

/** How many leaves a log with such an edge has. */
export function sizeOf(edge: Edge): number {
  const [last] = edge;
  return last === undefined ? 0 : last.place * WIDTH + last.hashes.length;
}

/** Number of the last trace in it; 0 where there is none. */
export function lastTraceOf(edge: Edge): bigint {
  return edge[0]?.traceIds.at(-1) ?? 0n;
}

/** Whether each level has what the one below says, as far as the edge shows it. */
export function isWhole(edge: Edge): boolean {
  const size = sizeOf(edge);
  return (
    edge.every(({ level, place, hashes }, index) => {
      const below = edge[index - 1];
      if (level !== index || place * WIDTH + hashes.length !== countAt(level, size)) return false;
      // A tile that is just full is in the edge together with its hash.
      return below === undefined || below.hashes.length < WIDTH || foldLeaves(below.hashes).equals(hashes.at(-1) ?? Buffer.of());
    }) && countAt(edge.length, size) === 0
  );
}

/** @returns what is to be written, in any order, and the edge afterwards */
export function extend(edge: Edge, leaves: readonly Leaf[]): { readonly written: Tile[]; readonly edge: Edge } {
  const written: Tile[] = [];
  const next: Tile[] = [];
  let hashes = leaves.map(({ hash }) => hash);
  let traceIds = leaves.map(({ traceId }) => traceId);
  for (let level = 0; hashes.length > 0; level += 1) {
    const grown = grow(edge[level] ?? { level, place: 0, hashes: [], traceIds: [] }, hashes, traceIds);
    written.push(...grown.tiles);
    next.push(grown.tiles.at(-1) as Tile);
    hashes = grown.full.map((tile) => foldLeaves(tile.hashes));
    traceIds = [];
  }
  return { written, edge: [...next, ...edge.slice(next.length)] };
}

/** @returns the tiles that have something new, and those of them that have become full */
function grow(last: Tile, hashes: readonly Buffer[], traceIds: readonly bigint[]): { tiles: Tile[]; full: Tile[] } {
  const isFull = last.hashes.length === WIDTH;
  const place = isFull ? last.place + 1 : last.place;
  const all = isFull ? hashes : [...last.hashes, ...hashes];
  const ids = isFull ? traceIds : [...last.traceIds, ...traceIds];
  const tiles = Array.from({ length: Math.ceil(all.length / WIDTH) }, (_, n) => {
    const part = <T>(of: readonly T[]) => of.slice(n * WIDTH, (n + 1) * WIDTH);
    return { level: last.level, place: place + n, hashes: part(all), traceIds: part(ids) };
  });
  return { tiles, full: tiles.filter((tile) => tile.hashes.length === WIDTH) };
}

/** How many hashes a level has in a log of this size. */
export function countAt(level: number, size: number): number {
  return Math.floor(size / WIDTH ** level);
}

type Home = TilePlace & { readonly first: number; readonly count: number };

/** Where the hash of a perfect subtree is computed from: so many hashes of one tile. */
function homeOf({ from, size }: PerfectSubtree): Home {
  let level = 0;
  while (size >= WIDTH ** (level + 1)) level += 1;
  const first = from / WIDTH ** level;
  return { level, place: Math.floor(first / WIDTH), first: first % WIDTH, count: size / WIDTH ** level };
}

/** The tiles that hashes of these subtrees are computed from, each once. */
export function placesOf(subtrees: readonly PerfectSubtree[]): TilePlace[] {
  const places = subtrees.map(homeOf).map(({ level, place }) => [`${level}/${place}`, { level, place }] as const);
  return [...new Map(places).values()];
}

/** @param tiles those of `placesOf` at least @returns null where a tile is missing, or has too few */
export function hashesOf(subtrees: readonly PerfectSubtree[], tiles: readonly Tile[]): Buffer[] | null {
  const byPlace = new Map(tiles.map((tile) => [`${tile.level}/${tile.place}`, tile]));
  const hashes = subtrees.map((subtree) => {
    const { level, place, first, count } = homeOf(subtree);
    const part = byPlace.get(`${level}/${place}`)?.hashes.slice(first, first + count) ?? [];
    return part.length === count ? foldLeaves(part) : null;
  });
  return hashes.includes(null) ? null : (hashes as Buffer[]);
}

/** The perfect subtrees of a whole log, from its edge alone. @returns null where the edge does not hold together */
export function rangeOf(edge: Edge): CompactRange | null {
  const size = sizeOf(edge);
  if (!isWhole(edge)) return null;
  const range = emptyRange();
  for (const { level, hashes } of [...edge].reverse()) {
    // The hash of a tile that is just full is in the level above.
    for (const hash of hashes.length === WIDTH ? [] : hashes) appendTo(range, hash, WIDTH ** level);
  }
  return range.size === size ? range : null;
}
