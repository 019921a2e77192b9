/** What a tile of an export shows, compared with the hashes of its leaves: which row is the first that is not what was sealed there. */
import { foldLeaves, HASH_BYTES } from "./tree";

const HEX_LENGTH = 2 * HASH_BYTES;

export type ShownRow = {
  /** As hex. */
  readonly hash: string;
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
  const sealed = leaves.toString("hex");
  let place = 0;
  for (let at = 0; at < entries.length; at += 1) {
    const entry = entries[at] as TileEntry;
    if (isHidden(entry)) {
      const offset = entry.from - start;
      if (offset > place) return missing(start + place, start + offset, entry.line);
      if (offset < place) return `line ${entry.line} hides rows that are shown before it, from index ${entry.from} on`;
      if (place + entry.size > count) return `line ${entry.line} hides rows beyond the last of the tile, index ${start + count - 1}`;
      if (!foldLeaves(hashesOf(leaves.subarray(place * HASH_BYTES, (place + entry.size) * HASH_BYTES))).equals(entry.hash)) {
        return `the hash of the hidden rows from index ${entry.from} on (line ${entry.line}) was changed`;
      }
      place += entry.size;
    } else if (sealed.startsWith(entry.hash, place * HEX_LENGTH)) place++;
    else return nameRow(entries, at, entry, hexOf(leaves), place, start);
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

function nameRow(
  entries: readonly TileEntry[],
  at: number,
  row: ShownRow,
  sealed: readonly string[],
  place: number,
  start: number,
): TileFault {
  const name = nameOf(start + place, row);
  const belongsTo = sealed.indexOf(row.hash);
  const expected = sealed[place];
  const isLater = expected !== undefined && entries.slice(at + 1).some((entry) => entry.hash === expected);
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

function hexOf(leaves: Buffer): string[] {
  return hashesOf(leaves).map((hash) => hash.toString("hex"));
}
