/**
 * Compares the rows of the trail with what was sealed of them: each leaf is computed anew from its row, and each full tile with the level
 * above. Together with the root that each seal compares with what was signed, that finds every row that was changed, removed or added since.
 */
import { setImmediate as breathe } from "node:timers/promises";
import type { Trace } from "#lib/domain/trace";
import { readRows } from "#lib/store/audit/rows";
import { readTiles, readTilesFrom, TILE_HASHES, type Tile } from "#lib/store/audit/tiles";
import type { RunSql } from "#lib/store/database/run-sql";
import type { Store } from "#lib/store/open";
import { canonicalRow } from "../canonical-row";
import { foldLeaves, leafHash } from "../verify/tree";

export type SealedFault = {
  readonly kind: "trace" | "tile" | "retention";
  /** Number of the trace, or level and place of the tile; "boundary" of what says from where on rows are kept. */
  readonly name: string;
  readonly how: "changed" | "removed" | "inserted";
};

export type VerifiedPart = {
  /** Leaf index from which on it was not verified yet: where the log ends, its size. */
  readonly ends: number;
  /** Whether that is the end of the log. */
  readonly isEnd: boolean;
  /** Numbers of traces that were looked at: all after the first and up to the second. */
  readonly ids: { readonly after: bigint; readonly upTo: bigint };
  readonly rows: number;
  readonly faults: readonly SealedFault[];
};

const BEFORE_ALL = -(2n ** 63n);
/** Of rows that were put in between, and of tiles that are missing, so many are named for each part. */
const NAMED_MAX = 2_000;
/** Rows that are read at once, and those for which the event loop is held. */
const PAGE = 10_000;
const CHUNK = 500;

/**
 * Verifies the tiles from the one of a leaf index on.
 * @param from leaf index, of a tile's first leaf
 * @param tiles how many at most
 * @param readKept leaf index from which on rows are kept, for whom a row before that is not missed (`../retention/boundary.ts`)
 * @throws when the database does not answer, and what `readKept` throws
 */
export function verifySealed(
  store: Pick<Store, "transactSql">,
  from: number,
  tiles: number,
  readKept: (run: RunSql) => Promise<number> = async () => 0,
): Promise<VerifiedPart> {
  return store.transactSql(async (run) => {
    const first = Math.floor(from / TILE_HASHES);
    // The one before tells where the rows of the first begin, the one after whether there are more.
    const read = await readTilesFrom(run, 0, Math.max(0, first - 1), tiles + 2);
    const before = read.find(({ place }) => place === first - 1);
    const after = read.filter(({ place }) => place >= first);
    const part = after.slice(0, tiles);
    const isEnd = after.length <= tiles;
    const last = part.at(-1);
    if (last === undefined) return { ends: from, isEnd: true, ids: { after: BEFORE_ALL, upTo: BEFORE_ALL }, rows: 0, faults: [] };
    const ids = {
      after: first === 0 ? BEFORE_ALL : (before?.traceIds.at(-1) ?? (part[0]?.traceIds[0] ?? 0n) - 1n),
      upTo: last.traceIds.at(-1) ?? 0n,
    };
    const compared = await compareRows(run, part, ids);
    const ofRows = await withoutRetired(compared.faults, part, () => readKept(run));
    const faults = [...missingTiles(first, part), ...(await compareWithAbove(run, part)), ...ofRows];
    return { ends: last.place * TILE_HASHES + last.hashes.length, isEnd, ids, rows: compared.rows, faults };
  });
}

/** After the rows were read: that some are removed is recorded before they are, so what is recorded now knows of all that are gone. */
async function withoutRetired(
  faults: readonly SealedFault[],
  part: readonly Tile[],
  readKept: () => Promise<number>,
): Promise<readonly SealedFault[]> {
  if (!faults.some(({ how }) => how === "removed")) return faults;
  const kept = await readKept();
  const retired = new Set(part.flatMap(({ place, traceIds }) => traceIds.filter((_, at) => place * TILE_HASHES + at < kept).map(String)));
  return faults.filter(({ how, name }) => how !== "removed" || !retired.has(name));
}

/** Compares every full tile above the lowest level with the one above it: few, since each stands for 65,536 leaves at least. */
export async function verifyUpperTiles(store: Pick<Store, "transactSql">): Promise<SealedFault[]> {
  const AT_ONCE = 32;
  const faults: SealedFault[] = [];
  for (let level = 1; ; level += 1) {
    for (let place = 0; ; place += AT_ONCE) {
      const part = await store.transactSql(async (run) => {
        const tiles = await readTilesFrom(run, level, place, AT_ONCE);
        faults.push(...missingTiles(place, tiles), ...(await compareWithAbove(run, tiles)));
        return tiles;
      });
      await breathe();
      if (place === 0 && part.length === 0) return faults;
      if (part.length < AT_ONCE) break;
    }
  }
}

function missingTiles(first: number, part: readonly Tile[]): SealedFault[] {
  const there = new Set(part.map(({ place }) => place));
  const [last] = part.slice(-1);
  if (last === undefined) return [];
  const faults: SealedFault[] = [];
  for (let place = first; place < last.place && faults.length < NAMED_MAX; place += 1) {
    const isWhole = part.find((tile) => tile.place === place)?.hashes.length === TILE_HASHES;
    if (!isWhole) faults.push({ kind: "tile", name: `${last.level}/${place}`, how: there.has(place) ? "changed" : "removed" });
  }
  return faults;
}

async function compareWithAbove(run: RunSql, part: readonly Tile[]): Promise<SealedFault[]> {
  const full = part.filter(({ hashes }) => hashes.length === TILE_HASHES);
  const placesAbove = [...new Set(full.map(({ place }) => Math.floor(place / TILE_HASHES)))];
  const above = await readTiles(
    run,
    placesAbove.map((place) => ({ level: (full[0]?.level ?? 0) + 1, place })),
  );
  const byPlace = new Map(above.map((tile) => [tile.place, tile]));
  return full.flatMap(({ level, place, hashes }) => {
    const said = byPlace.get(Math.floor(place / TILE_HASHES))?.hashes[place % TILE_HASHES];
    return said !== undefined && foldLeaves(hashes).equals(said)
      ? []
      : [{ kind: "tile", name: `${level}/${place}`, how: "changed" } as const];
  });
}

async function compareRows(run: RunSql, part: readonly Tile[], { after, upTo }: VerifiedPart["ids"]) {
  const sealed = new Map(part.flatMap(({ traceIds, hashes }) => traceIds.map((id, at) => [id, hashes[at]] as const)));
  const found = new Map<bigint, "sound" | "changed">();
  const inserted: SealedFault[] = [];
  const compare = (row: Trace) => {
    const expected = sealed.get(row.id);
    const isSound = expected !== undefined && leafHash(Buffer.from(canonicalRow(row))).equals(expected);
    const before = found.get(row.id);
    // Of two rows with one number one may be the one that was sealed.
    const isInserted = expected === undefined || (before !== undefined && (isSound || before === "sound"));
    if (isInserted && inserted.length < NAMED_MAX) inserted.push(toFault(row.id, "inserted"));
    if (expected !== undefined && before !== "sound") found.set(row.id, isSound ? "sound" : "changed");
  };
  let rows = 0;
  for (let from = after; from < upTo; ) {
    const page = await readRows(run, from, upTo, PAGE);
    for (const [at, row] of page.entries()) {
      if (at % CHUNK === 0) await breathe();
      compare(row);
    }
    rows += page.length;
    from = page.length === PAGE ? (page.at(-1)?.id ?? upTo) : upTo;
  }
  const lost = [...sealed.keys()].flatMap((id) => (found.get(id) === "sound" ? [] : [toFault(id, found.has(id) ? "changed" : "removed")]));
  const faults = [...inserted, ...lost].sort((one, other) => (BigInt(one.name) < BigInt(other.name) ? -1 : 1));
  return { rows, faults };
}

function toFault(id: bigint, how: SealedFault["how"]): SealedFault {
  return { kind: "trace", name: String(id), how };
}
