/**
 * Writes an export of the sealed log (`verify/README.md`), tile by tile, so that memory stays flat. Invariants: a row that is shown stands there
 * as the database has it, whatever was sealed of it; rows are hidden only where each is as it was sealed, so that what is missing or was
 * changed is missing in the export too, and its verifier names it; and of what is hidden nothing but hashes is told.
 */
import { setImmediate as breathe } from "node:timers/promises";
import type { ShownRow } from "#lib/store/audit/shown-rows";
import { TILE_HASHES, type Tile, type TilePlace } from "#lib/store/audit/tiles";
import { canonicalRow } from "./canonical-row";
import { hashesOf, placesOf } from "./seal/tiles";
import { formatCheckpointLine, formatHeader, formatHidden, formatTile } from "./verify/export-lines";
import { leafHash, subtreesOf } from "./verify/tree";

/** Leaves that are read at once, in tiles. */
const TILES = 16;
/** More rows than leaves were put there by somebody; the verifier stops at so many too. */
const INSERTED_MAX = 2_048;
/** Rows for which the event loop is held: some 5 ms. */
const CHUNK = 500;
const BEFORE_ALL = -(2n ** 63n);

export type ExportSource = {
  readonly origin: string;
  /** Of the checkpoint, in leaves. */
  readonly size: number;
  /** The signed note. */
  readonly checkpoint: string;
  /** Leaf index of the first row that is kept: those before were removed by age. */
  readonly keptFrom: number;
  /** Tiles of the lowest level from a place on, in order. */
  readonly readTilesFrom: (place: number, limit: number) => Promise<readonly Tile[]>;
  readonly readTiles: (places: readonly TilePlace[]) => Promise<readonly Tile[]>;
  /** Rows after a number and up to another, in order. */
  readonly readRows: (after: bigint, upTo: bigint, limit: number) => Promise<readonly ShownRow[]>;
};

type Part = { readonly tiles: readonly Tile[]; readonly rows: readonly ShownRow[] /** Number of the last leaf. */; readonly upTo: bigint };

/** @returns parts of whole lines @throws what reads throw */
export async function* sealedExport(source: ExportSource): AsyncGenerator<string> {
  const { size } = source;
  const writer = new LogWriter(source);
  yield `${formatHeader(source.origin)}\n`;
  let reading = readPart(source, 0, BEFORE_ALL);
  for (let place = 0; place * TILE_HASHES < size; place += TILES) {
    const { tiles, rows, upTo } = await reading;
    // While these are written and taken, the next are read.
    reading = readPart(source, place + TILES, upTo);
    // Whoever goes away meanwhile does not hear of it.
    reading.catch(() => undefined);
    yield await writer.write(tiles, rows);
  }
  yield await writer.end();
}

async function readPart({ size, readTilesFrom, readRows }: ExportSource, place: number, after: bigint): Promise<Part> {
  const end = Math.min(size, (place + TILES) * TILE_HASHES);
  if (place * TILE_HASHES >= end) return { tiles: [], rows: [], upTo: after };
  const read = await readTilesFrom(place, TILES);
  const tiles = read.flatMap((tile) => (tile.place * TILE_HASHES < end ? [cutOff(tile, end)] : []));
  const upTo = tiles.at(-1)?.traceIds.at(-1) ?? after;
  return { tiles, rows: await readRows(after, upTo, end - place * TILE_HASHES + INSERTED_MAX), upTo };
}

/** Leaves that the checkpoint does not have are none yet. */
function cutOff(tile: Tile, end: number): Tile {
  const count = end - tile.place * TILE_HASHES;
  return tile.hashes.length <= count ? tile : { ...tile, hashes: tile.hashes.slice(0, count), traceIds: tile.traceIds.slice(0, count) };
}

class LogWriter {
  readonly #source: Pick<ExportSource, "checkpoint" | "keptFrom" | "readTiles">;
  #lines: string[] = [];
  /** Where the range begins that is hidden so far; null where none is. */
  #hiddenFrom: number | null = null;
  /** Up to which index leaves were looked at. */
  #looked = 0;
  #tiles: readonly Tile[] = [];

  constructor(source: Pick<ExportSource, "checkpoint" | "keptFrom" | "readTiles">) {
    this.#source = source;
  }

  /** @param rows those between the last of the tiles before and the last of these @returns the lines of these tiles */
  async write(tiles: readonly Tile[], rows: readonly ShownRow[]): Promise<string> {
    this.#tiles = tiles;
    let next = 0;
    for (const tile of tiles) {
      const start = tile.place * TILE_HASHES;
      const from = next;
      // Of a tile that is missing, or has too few, nobody has looked at the rows.
      if (start !== this.#looked) await this.#endHidden(this.#looked);
      let isShown = false;
      for (const [at, traceId] of tile.traceIds.entries()) {
        const found: ShownRow[] = [];
        for (let row = rows[next]; row !== undefined && row.trace.id <= traceId; row = rows[next]) {
          found.push(row);
          next += 1;
        }
        if (await this.#leaf(start + at, found, traceId, tile.hashes[at])) isShown = true;
      }
      if (isShown) {
        await this.#endHidden(start + tile.traceIds.length);
        this.#lines.push(formatTile({ tile: tile.place, leaves: Buffer.concat(tile.hashes) }));
      }
      this.#looked = start + tile.traceIds.length;
      if (Math.floor(from / CHUNK) !== Math.floor(next / CHUNK)) await breathe();
    }
    return this.#take();
  }

  async end(): Promise<string> {
    await this.#endHidden(this.#looked);
    this.#lines.push(formatCheckpointLine(this.#source.checkpoint));
    return this.#take();
  }

  /** @param found rows after the leaf before and up to this one's number @returns whether any of them is shown */
  async #leaf(index: number, found: readonly ShownRow[], traceId: bigint, hash: Buffer | undefined): Promise<boolean> {
    const shown = found.filter(({ isShown }) => isShown);
    if (shown.length > 0) {
      await this.#endHidden(index);
      for (const { trace } of shown) this.#lines.push(canonicalRow(trace));
    }
    if (shown.some(({ trace }) => trace.id === traceId)) return true;
    if (index === this.#source.keptFrom) await this.#endHidden(index);
    const isGoneByAge = index < this.#source.keptFrom && found.length === 0;
    const [own, ...others] = found;
    // A row that the log does not have stands in the way too, be it shown or not.
    const isWhole = own !== undefined && others.length === 0 && own.trace.id === traceId;
    const isThere = isGoneByAge || (isWhole && hash !== undefined && leafHash(Buffer.from(canonicalRow(own.trace))).equals(hash));
    if (isThere) this.#hiddenFrom ??= index;
    else await this.#endHidden(index);
    return shown.length > 0;
  }

  /** @param to index of the first row that is not hidden */
  async #endHidden(to: number): Promise<void> {
    const from = this.#hiddenFrom;
    this.#hiddenFrom = null;
    if (from === null || from === to) return;
    const subtrees = subtreesOf(from, to);
    const known = new Set(this.#tiles.map(({ level, place }) => `${level}/${place}`));
    const others = placesOf(subtrees).filter(({ level, place }) => !known.has(`${level}/${place}`));
    const nodes = hashesOf(subtrees, others.length === 0 ? this.#tiles : [...this.#tiles, ...(await this.#source.readTiles(others))]);
    // Where a tile is missing these rows are too.
    if (nodes !== null) this.#lines.push(formatHidden({ from, to, nodes, why: to <= this.#source.keptFrom ? "retention" : "other" }));
  }

  #take(): string {
    const text = this.#lines.map((line) => `${line}\n`).join("");
    this.#lines = [];
    return text;
  }
}
