/**
 * Lines of an export of the audit log (NDJSON). A row is its canonical bytes and begins with `{"access_key":`; of the others each is
 * written in one way only, to the byte: what reads them writes them again and compares. Lines are without their newline here.
 */
import { fromBase64, fromUtf8, toBase64 } from "./encoding";
import { isCount, subtreesOf } from "./plan";
import { HASH_BYTES } from "./tree";

/** The longest line, in bytes without its newline. */
export const MOST_LINE_BYTES = 1024 * 1024;
/** Leaves of a tile; the last has what is left. */
export const TILE_LEAVES = 256;

const FORMAT = "kms-audit/1";
const ROW_START = Buffer.from('{"access_key":');
const TRACE_ID = ',"trace_id":"';
const TAIL_BYTES = 320;
const STARTS = {
  hidden: Buffer.from('{"hidden":'),
  tile: Buffer.from('{"tile":'),
  checkpoint: Buffer.from('{"checkpoint":'),
} as const;

/** Why rows are not shown: they are not the reader's, or so old that they were removed. */
export const HIDDEN_REASONS = ["other", "retention"] as const;

export type HiddenRows = {
  readonly from: number;
  readonly to: number;
  /** Hashes of `subtreesOf(from, to)`. */
  readonly nodes: readonly Buffer[];
  readonly why: (typeof HIDDEN_REASONS)[number];
};

export type Tile = {
  readonly tile: number;
  /** Hashes of its leaves, one after the other. */
  readonly leaves: Buffer;
};

export type LineKind = "row" | keyof typeof STARTS;

/** By how it begins. What is of no kind is taken for a row: it may be one that was changed. */
export function kindOf(line: Buffer): LineKind {
  for (const kind of ["hidden", "tile", "checkpoint"] as const) if (startsWith(line, STARTS[kind])) return kind;
  return "row";
}

/**
 * The number of a row's trace, without parsing it. In JSON text a quote that follows a comma is no part of a string, so these bytes are a
 * member's name; and the last of that name is the row's own, since only texts come after it.
 *
 * @returns "" where the line is no canonical row
 */
export function traceIdOf(line: Buffer): string {
  if (!startsWith(line, ROW_START)) return "";
  // A string is searched faster than bytes; and what is looked for stands near the end, but for long names.
  const tail = line.toString("latin1", Math.max(0, line.length - TAIL_BYTES));
  const text = tail.lastIndexOf(TRACE_ID) < 0 ? line.toString("latin1") : tail;
  const start = text.lastIndexOf(TRACE_ID) + TRACE_ID.length;
  const end = start < TRACE_ID.length ? -1 : text.indexOf('"', start);
  // Of a bigint: 19 digits.
  const digits = end < 0 || end - start > 19 ? "" : text.slice(start, end);
  return /^[1-9][0-9]*$/.test(digits) ? digits : "";
}

export function formatHeader(origin: string): string {
  return JSON.stringify({ format: FORMAT, origin });
}

/** @returns the origin; null where the line is no header */
export function parseHeader(line: Buffer): string | null {
  const { text, value } = parse(line);
  return typeof value.origin === "string" && formatHeader(value.origin) === text ? value.origin : null;
}

export function formatHidden({ from, to, nodes, why }: HiddenRows): string {
  return JSON.stringify({ hidden: [from, to], nodes: nodes.map(toBase64), why });
}

export function parseHidden(line: Buffer): HiddenRows | null {
  const { text, value } = parse(line);
  const [from, to] = Array.isArray(value.hidden) ? value.hidden : [];
  const why = HIDDEN_REASONS.find((reason) => reason === value.why);
  if (!isCount(from) || !isCount(to) || from >= to || why === undefined || !Array.isArray(value.nodes)) return null;
  const nodes = value.nodes
    .map((node) => (typeof node === "string" ? fromBase64(node) : null))
    .filter((node) => node?.length === HASH_BYTES);
  const hidden = { from, to, nodes: nodes as Buffer[], why };
  return nodes.length === subtreesOf(from, to).length && formatHidden(hidden) === text ? hidden : null;
}

export function formatTile({ tile, leaves }: Tile): string {
  return JSON.stringify({ tile, leaves: toBase64(leaves) });
}

export function parseTile(line: Buffer): Tile | null {
  const { text, value } = parse(line);
  const leaves = typeof value.leaves === "string" ? fromBase64(value.leaves) : null;
  const count = (leaves?.length ?? 0) / HASH_BYTES;
  if (leaves === null || !Number.isInteger(count) || count < 1 || count > TILE_LEAVES || !isCount(value.tile as number)) return null;
  const tile = { tile: value.tile as number, leaves };
  return formatTile(tile) === text ? tile : null;
}

export function formatCheckpointLine(checkpoint: string): string {
  return JSON.stringify({ checkpoint });
}

/** @returns the signed note; null where the line is none */
export function parseCheckpointLine(line: Buffer): string | null {
  const { text, value } = parse(line);
  return typeof value.checkpoint === "string" && formatCheckpointLine(value.checkpoint) === text ? value.checkpoint : null;
}

function parse(line: Buffer): { readonly text: string; readonly value: Readonly<Record<string, unknown>> } {
  const text = fromUtf8(line) ?? "";
  try {
    const value: unknown = JSON.parse(text);
    return { text, value: typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {} };
  } catch {
    return { text, value: {} };
  }
}

function startsWith(line: Buffer, start: Buffer): boolean {
  if (line.length < start.length) return false;
  // A few bytes: a call of native code would take longer.
  for (let place = start.length - 1; place >= 0; place--) if (line[place] !== start[place]) return false;
  return true;
}
