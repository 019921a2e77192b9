/**
 * Verifies an export of the audit log in one pass, holding a tile of it at a time: each row against the hash of its leaf, the hashes
 * against the root, the root against the checkpoint, and that against whom the reader trusts.
 */
import { type Checkpoint, parseCheckpoint, type TreeHead } from "./checkpoint";
import { Unverified } from "./encoding";
import { type HiddenRows, kindOf, parseCheckpointLine, parseHeader, parseHidden, parseTile, TILE_LEAVES, traceIdOf } from "./export-lines";
import { subtreesOf } from "./plan";
import { firstFaultOf, type HiddenPart, hashesOf, isHidden, nameOf, type TileEntry } from "./tile";
import { appendTo, EMPTY_ROOT, emptyRange, HASH_BYTES, leafHex, rootOf, rootOfPerfect } from "./tree";

/** So many rows may wait for the hashes of their tile: more than a tile has, since some may have been inserted. */
const MOST_WAITING = 4 * TILE_LEAVES;

export type ExportOptions = {
  /** Throws where the checkpoint is not to be trusted. */
  readonly trust: (checkpoint: Checkpoint) => void;
  /** A checkpoint that is remembered from before, and is trusted: the log must have grown out of it. */
  readonly since?: TreeHead | undefined;
  /** Called with each row's bytes, which are another row's afterwards, before it is known whether they are what was sealed. */
  readonly onRow?: ((row: Buffer) => void) | undefined;
  /** Called for each range of hidden rows, in order with the rows. */
  readonly onHidden?: ((hidden: HiddenRows) => void) | undefined;
};

export type ExportReport = TreeHead & {
  /** How many are shown. */
  readonly rows: number;
  readonly hidden: number;
};

export type ExportVerifier = {
  /** Takes the next line, without its newline. @throws Unverified where it makes no sense to go on */
  readonly take: (line: Buffer) => void;
  /** After the last line. @throws Unverified with the first thing that is wrong */
  readonly finish: () => ExportReport;
  /** Where the lines could not be read on, for this reason. @throws Unverified with it, or with what was wrong before */
  readonly stop: (reason: string) => never;
};

export function exportVerifier({ trust, since, onRow, onHidden }: ExportOptions): ExportVerifier {
  const tree = emptyRange();
  let line = 0;
  let rows = 0;
  let origin: string | undefined;
  let checkpointText: string | undefined;
  /** The first thing that was wrong and let the rest be read on. */
  let fault: string | undefined;
  let lastTraceId = "";
  let sinceRoot = since?.size === 0 ? EMPTY_ROOT : undefined;

  /** What waits for the hashes of its tile, which begins where the tree ends so far. */
  let waiting: TileEntry[] = [];
  let hasRows = false;
  /** Index of the next row, as far as the lines tell. */
  let next = 0;
  /** Parts of a hidden range that are beyond the tile whose hashes are awaited. */
  let beyond: HiddenPart[] = [];
  let isLastTile = false;

  const stop: (reason: string) => never = (reason) => {
    throw new Unverified(fault ?? reason);
  };
  const append = (hash: Buffer, size: number) => {
    appendTo(tree, hash, size);
    if (tree.size === since?.size) sinceRoot = rootOf(tree.nodes, tree.size);
  };
  const tileNumber = () => Math.floor(tree.size / TILE_LEAVES);
  const tileEnd = () => tree.size + TILE_LEAVES;

  const takeRow = (row: Buffer) => {
    if (beyond.length > 0 || waiting.length >= MOST_WAITING) {
      stop(`line ${line} stands where the hashes of tile ${tileNumber()} were expected: a row was inserted, or they were removed`);
    }
    onRow?.(row);
    waiting.push({ hash: leafHex(row), line, traceId: traceIdOf(row) });
    hasRows = true;
    next++;
  };

  /** Hidden rows need no hashes of single leaves in tiles of which nothing is shown. */
  const settleHidden = () => {
    for (const part of waiting as HiddenPart[]) {
      if (part.from !== tree.size) stop(`the rows from index ${tree.size} on are missing before line ${part.line}`);
      append(part.hash, part.size);
    }
    waiting = [];
  };

  const takeParts = (parts: readonly HiddenPart[]) => {
    for (const [at, part] of parts.entries()) {
      if (hasRows && part.from >= tileEnd()) {
        beyond = parts.slice(at);
        return;
      }
      waiting.push(part);
      if (!hasRows && part.from + part.size >= tileEnd()) settleHidden();
    }
  };

  const takeHidden = (hidden: HiddenRows | null) => {
    if (hidden === null) return stop(`line ${line} is no line of hidden rows`);
    const { from, to, nodes } = hidden;
    // Within a tile its hashes will tell what is missing or too much before it.
    const isNear = hasRows && from >= tree.size && from < tileEnd();
    if (beyond.length > 0 || (from !== next && !isNear)) {
      stop(
        `line ${line} hides rows from index ${from} on, and the next row is that of index ${next}: lines before it were removed or inserted`,
      );
    }
    onHidden?.(hidden);
    takeParts(subtreesOf(from, to).map((part, place) => ({ ...part, hash: nodes[place] ?? EMPTY_ROOT, line })));
    next = to;
  };

  const noteOrder = () => {
    for (let at = 0; at < waiting.length; at += 1) {
      const entry = waiting[at] as TileEntry;
      if (isHidden(entry)) continue;
      if (!isAfter(entry.traceId, lastTraceId)) {
        const index = tree.size + waiting.slice(0, at).reduce((count, before) => count + (isHidden(before) ? before.size : 1), 0);
        const name = nameOf(index, entry);
        fault ??= entry.traceId === "" ? `${name} is not a canonical row` : `${name} does not come after trace ${lastTraceId}`;
      }
      lastTraceId = entry.traceId;
      rows++;
    }
  };

  /** Where what waits has its first gap, as far as that is known: only hidden parts say where they are. */
  const firstMissing = () =>
    waiting.reduce((index, part) => (isHidden(part) && part.from === index ? index + part.size : index), tree.size);

  const takeTile = (tile: ReturnType<typeof parseTile>) => {
    if (tile === null) return stop(`line ${line} is no line of the hashes of a tile`);
    if (tile.tile > tileNumber()) {
      stop(
        `the rows from index ${firstMissing()} on, or the hashes of tile ${tileNumber()}, are missing before line ${line}, which has the hashes of tile ${tile.tile}`,
      );
    }
    if (tile.tile < tileNumber()) {
      stop(
        `line ${line} has the hashes of tile ${tile.tile} where those of tile ${tileNumber()} were expected: lines were removed or moved`,
      );
    }
    if (waiting.length > 0 && !hasRows) stop(`line ${line} has the hashes of tile ${tile.tile}, of which no row is shown`);
    fault ??= firstFaultOf(waiting, tile.leaves, tree.size, line) ?? undefined;
    noteOrder();
    isLastTile = tile.leaves.length < TILE_LEAVES * HASH_BYTES;
    const hasBorder = since !== undefined && since.size > tree.size && since.size < tileEnd();
    if (isLastTile || hasBorder) for (const leaf of hashesOf(tile.leaves)) append(leaf, 1);
    else append(rootOfPerfect(tile.leaves), TILE_LEAVES);
    waiting = [];
    hasRows = false;
    const rest = beyond;
    beyond = [];
    takeParts(rest);
    next = rest.reduce((_, part) => part.from + part.size, tree.size);
  };

  const takeCheckpoint = (text: string | null) => {
    if (text === null) return stop(`line ${line} is no line of a checkpoint`);
    if (hasRows) stop(`line ${line} is the checkpoint, and the hashes of tile ${tileNumber()} are missing before it`);
    settleHidden();
    checkpointText = text;
  };

  const take = (bytes: Buffer) => {
    line++;
    if (line === 1) {
      origin = parseHeader(bytes) ?? stop("line 1 is not the header of an export of the audit log");
      return;
    }
    if (checkpointText !== undefined) stop(`line ${line} comes after the checkpoint`);
    const kind = kindOf(bytes);
    if (isLastTile && kind !== "checkpoint") stop(`line ${line} comes after the last tile, where the checkpoint was expected`);
    if (kind === "row") takeRow(bytes);
    else if (kind === "hidden") takeHidden(parseHidden(bytes));
    else if (kind === "tile") takeTile(parseTile(bytes));
    else takeCheckpoint(parseCheckpointLine(bytes));
  };

  const readCheckpoint = (text: string): Checkpoint => {
    try {
      return parseCheckpoint(Buffer.from(text));
    } catch (error) {
      if (error instanceof Unverified) stop(error.message);
      throw error;
    }
  };

  const finish = (): ExportReport => {
    if (origin === undefined) return stop("the file is empty");
    if (checkpointText === undefined) {
      return stop(`the file was cut off after line ${line}: it ends with index ${next - 1} and without a checkpoint`);
    }
    const checkpoint = readCheckpoint(checkpointText);
    const root = rootOf(tree.nodes, tree.size);
    const isRoot = tree.size === checkpoint.size && root.equals(checkpoint.root);
    if (fault !== undefined) {
      throw new Unverified(isRoot ? fault : `${fault}, and the hashes do not make the root of the checkpoint either`);
    }
    if (origin !== checkpoint.origin) stop(`the header names the log ${origin}, and the checkpoint ${checkpoint.origin}`);
    trust(checkpoint);
    if (tree.size < checkpoint.size)
      stop(`the log was cut off: the file has ${tree.size} rows of the ${checkpoint.size} of its checkpoint`);
    if (tree.size > checkpoint.size) stop(`rows were added: the file has ${tree.size} rows, and its checkpoint ${checkpoint.size}`);
    if (!isRoot) {
      stop(
        `the rows are not those of the checkpoint, and their hashes were changed with them: they make the root ${root.toString("base64")}, and the checkpoint has ${checkpoint.root.toString("base64")}`,
      );
    }
    if (since !== undefined) verifySince(since, sinceRoot, checkpoint);
    return { rows, hidden: tree.size - rows, size: tree.size, root, origin };
  };
  return { take, finish, stop };
}

function verifySince(since: TreeHead, root: Buffer | undefined, checkpoint: TreeHead): void {
  if (since.size > checkpoint.size) {
    throw new Unverified(`the log was rolled back: it has ${checkpoint.size} rows, and the remembered checkpoint ${since.size}`);
  }
  if (root === undefined) {
    throw new Unverified(
      `the remembered checkpoint of ${since.size} rows ends among hidden rows, so that this export does not show its root`,
    );
  }
  if (!root.equals(since.root)) {
    throw new Unverified(`the log was rewritten: its first ${since.size} rows are not those of the remembered checkpoint`);
  }
}

/** Of decimals without leading zeros. */
function isAfter(traceId: string, last: string): boolean {
  return traceId.length > last.length || (traceId.length === last.length && traceId > last);
}
