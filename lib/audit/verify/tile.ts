/** What a tile of an export shows, compared with the hashes of its leaves: which row is the first that is not what was sealed there. */
import { foldLeaves, HASH_BYTES } from "./tree";

export type ShownRow = {
  readonly hash: Buffer;
  readonly line: number;
  /** "" where the line is no canonical row. */
  readonly traceId: string;
};

/** A perfect subtree of rows that are not shown, within the tile. */
export type HiddenPart = {
  readonly hash: Buffer;
  readonly line: number;
  readonly from: number;
  readonly size: number;
};

export type TileEntry = ShownRow | HiddenPart;

/** A sentence without its end, and whether rows are missing, too many or out of order from there on. */
export type TileFault = string;

/**
 * @param entries what stands before the tile's line, in this order
 * @param leaves hashes of the tile's leaves, one after the other
 * @param start index of its first leaf
 * @param endLine number of the tile's own line
 * @returns null where everything is as it was sealed
 */
export function firstFaultOf(entries: readonly TileEntry[], leaves: Buffer, start: number, endLine: number): TileFault | null {
  const count = leaves.length / HASH_BYTES;
  let place = 0;
  for (const [at, entry] of entries.entries()) {
    if (isHidden(entry)) {
      const offset = entry.from - start;
      if (offset > place) return missing(start + place, start + offset, entry.line);
      if (offset < place) return `line ${entry.line} hides rows that are shown before it, from index ${entry.from} on`;
      if (place + entry.size > count) return `line ${entry.line} hides rows beyond the last of the tile, index ${start + count - 1}`;
      if (!foldLeaves(hashesOf(leaves.subarray(place * HASH_BYTES, (place + entry.size) * HASH_BYTES))).equals(entry.hash)) {
        return `the hash of the hidden rows from index ${entry.from} on (line ${entry.line}) was changed`;
      }
      place += entry.size;
    } else if (isAt(leaves, place, entry.hash)) place++;
    else return nameRow(entries, at, entry, leaves, place, start);
  }
  return place < count ? missing(start + place, start + count, endLine) : null;
}

export function isHidden(entry: TileEntry): entry is HiddenPart {
  return "size" in entry;
}

/** The row of whoever reads the file: where it is in the log, and in the file. */
export function nameOf(index: number, { traceId, line }: ShownRow): string {
  return `the row at index ${index} (${traceId === "" ? "" : `trace ${traceId}, `}line ${line})`;
}

export function hashesOf(leaves: Buffer): Buffer[] {
  return Array.from({ length: leaves.length / HASH_BYTES }, (_, place) => leaves.subarray(place * HASH_BYTES, (place + 1) * HASH_BYTES));
}

function nameRow(entries: readonly TileEntry[], at: number, row: ShownRow, leaves: Buffer, place: number, start: number): TileFault {
  const sealed = hashesOf(leaves);
  const name = nameOf(start + place, row);
  const belongsTo = sealed.findIndex((hash) => hash.equals(row.hash));
  const expected = sealed[place];
  const isLater = expected !== undefined && entries.slice(at + 1).some((entry) => !isHidden(entry) && entry.hash.equals(expected));
  if (belongsTo > place && isLater) return `${name} is out of order: it belongs to index ${start + belongsTo}`;
  if (belongsTo > place) return missing(start + place, start + belongsTo, row.line);
  if (belongsTo >= 0) return `${name} was inserted: it is the one of index ${start + belongsTo} again`;
  if (isLater || expected === undefined) return `${name} was inserted`;
  return `${name} was changed`;
}

function missing(from: number, to: number, line: number): TileFault {
  return to - from === 1
    ? `the row at index ${from} was removed before line ${line}`
    : `the rows at index ${from} to ${to - 1} were removed before line ${line}`;
}

function isAt(leaves: Buffer, place: number, hash: Buffer): boolean {
  const start = place * HASH_BYTES;
  return start < leaves.length && leaves.compare(hash, 0, HASH_BYTES, start, start + HASH_BYTES) === 0;
}
