/**
 * Replays what the sealed rows say about the state that gives power, and compares it with a dump of today's rows. The row of a change has
 * sections of lines in `state`: each begins with the book that it is about and its number, and says which rows are there now and
 * what the SHA-256 of their meaning is. A book is what changes as one, such as a key with its grants.
 */
import { hash } from "node:crypto";
import { Unverified } from "./encoding";
import { type HiddenRows, traceIdOf } from "./export-lines";

/** A dump's longest line: a book of thousands of rows is one. */
export const MOST_DUMP_LINE_BYTES = 64 * 1024 * 1024;

const DUMP_FORMAT = "kms-state/1";
/** As of `trace_id`: in JSON text this is a member's name, and the last of them is the row's own, since only other texts come after it. */
const STATE_MEMBER = Buffer.from(',"state":"');
const QUOTE = 0x22;
const BOOK = /^book ([^ ]+) (0|[1-9][0-9]*) ([=~])$/;
const ROW_THERE = /^\+([^ ]+) ("(?:[^"\\]|\\.)*") ([A-Za-z0-9+/]{43}=)$/;
const ROW_GONE = /^-([^ ]+) ("(?:[^"\\]|\\.)*")$/;

/** Digest of the meaning by table and row, which are joined with a blank. */
type Rows = Map<string, string>;

type Book = {
  number: bigint;
  rows: Rows;
  /** Trace of the last section. */
  traceId: string;
};

export type StateDump = {
  /** All changes of traces up to this number are in the dump. */
  readonly settled: bigint;
  readonly books: ReadonlyMap<string, { readonly number: bigint; readonly rows: Rows }>;
};

export type StateReport = { readonly books: number; readonly rows: number };

/** Reads a dump line by line. `finish` throws Unverified where it is none or was cut off. */
export function dumpReader(): { readonly take: (line: Buffer) => void; readonly finish: () => StateDump } {
  const books = new Map<string, { number: bigint; rows: Rows }>();
  let line = 0;
  let settled: bigint | undefined;
  let isWhole = false;
  const refuse = () => {
    throw new Unverified(`line ${line} of the dump of the state is not as it should be`);
  };
  const take = (bytes: Buffer) => {
    line++;
    const value = parseObject(bytes.toString());
    if (isWhole) refuse();
    if (line === 1) {
      if (value.format !== DUMP_FORMAT || !isNumber(value.settled)) return refuse();
      settled = BigInt(value.settled);
    } else if (typeof value.books === "number") {
      if (value.books !== books.size) refuse();
      isWhole = true;
    } else {
      const { book, number, rows } = value;
      if (typeof book !== "string" || !isNumber(number) || !Array.isArray(rows) || books.has(book)) return refuse();
      const digests: Rows = new Map();
      for (const row of rows) {
        const { table, row: id, meaning, digest } = Object(row) as Record<string, unknown>;
        const found = typeof meaning === "string" ? hash("sha256", meaning, "base64") : digest;
        if (typeof table !== "string" || typeof id !== "string" || typeof found !== "string") return refuse();
        const name = nameOf(table, id);
        if (digests.has(name) || (digest !== undefined && digest !== found)) refuse();
        digests.set(name, found);
      }
      books.set(book, { number: BigInt(number), rows: digests });
    }
  };
  const finish = () => {
    if (settled === undefined || !isWhole) throw new Unverified("the dump of the state was cut off");
    return { settled, books };
  };
  return { take, finish };
}

export type StateReplay = {
  readonly takeRow: (row: Buffer) => void;
  readonly takeHidden: (hidden: Pick<HiddenRows, "why">) => void;
  /** Once the export is verified. @throws Unverified with the first thing that does not follow */
  readonly finish: () => StateReport;
};

/** Takes rows and hidden rows of an export in their order. Only its oldest rows may be hidden, by retention, which seals anew what they said. */
export function stateReplay(dump: StateDump): StateReplay {
  const books = new Map<string, Book>();
  /** A row that could not be replayed; whether it was sealed so is known at the end. */
  let fault: string | undefined;
  let hasRows = false;
  let hasHidden = false;

  /** Books that were changed and of which what was in them is hidden, until they are told anew. */
  const unknown = new Set<string>();
  /** A book that is told anew without a change is what it was. */
  let retold: { readonly name: string; readonly traceId: string; readonly was: Rows; readonly is: Rows } | null = null;
  const closeSection = () => {
    const difference = retold === null ? null : rowDifference(retold.was, retold.is, "as it was", "as it is told anew");
    if (retold !== null && difference !== null)
      throw new Unverified(`trace ${retold.traceId} tells the book ${retold.name} anew, and ${difference}`);
    retold = null;
  };

  const openSection = (line: string, traceId: string): Rows | null => {
    const [, name = "", decimal = "", kind] = BOOK.exec(line) ?? [];
    if (kind === undefined) throw new Unverified(`trace ${traceId} has no book where one was expected`);
    const number = BigInt(decimal);
    const book: Book = books.get(name) ?? { number: -1n, rows: new Map(), traceId };
    const isRetold = kind === "=" && number === book.number;
    if (number <= book.number && !isRetold) {
      throw new Unverified(`trace ${traceId} gives the book ${name} the number ${number}, and it has ${book.number}`);
    }
    // A change that was made after the dump was begun is in it or not: the book's number tells.
    if (BigInt(traceId) > dump.settled && number > (dump.books.get(name)?.number ?? -1n)) return null;
    if (kind === "~" && hasHidden && !books.has(name)) unknown.add(name);
    if (kind === "=") {
      const was = book.rows;
      book.rows = new Map();
      if (isRetold && !unknown.has(name)) retold = { name, traceId, was, is: book.rows };
      unknown.delete(name);
    }
    book.number = number;
    book.traceId = traceId;
    books.set(name, book);
    return book.rows;
  };

  const replay = (state: string, traceId: string) => {
    let rows: Rows | null | undefined;
    for (const line of state.split("\n")) {
      const there = ROW_THERE.exec(line);
      const gone = there ?? ROW_GONE.exec(line);
      if (gone === null) {
        closeSection();
        rows = openSection(line, traceId);
      } else if (rows === undefined) throw new Unverified(`trace ${traceId} has a row without a book`);
      else {
        const [, table = "", id = '""', digest] = gone;
        const name = nameOf(table, JSON.parse(id));
        if (digest === undefined) rows?.delete(name);
        else rows?.set(name, digest);
      }
    }
    closeSection();
  };

  const takeHidden = ({ why }: Pick<HiddenRows, "why">) => {
    hasHidden = true;
    if (why !== "retention" || hasRows) fault ??= "rows are hidden, and they may have changed it";
  };

  const takeRow = (row: Buffer) => {
    hasRows = true;
    const member = row.lastIndexOf(STATE_MEMBER);
    // Of most rows it is empty.
    if (fault !== undefined || member < 0 || row[member + STATE_MEMBER.length] === QUOTE) return;
    const traceId = traceIdOf(row);
    try {
      const { state } = parseObject(row.toString());
      if (typeof state === "string" && traceId !== "") replay(state, traceId);
    } catch (error) {
      fault = error instanceof Unverified ? error.message : `trace ${traceId} has a state that cannot be read`;
    }
  };

  const finish = (): StateReport => {
    if (fault !== undefined) throw new Unverified(`the state cannot be replayed: ${fault}`);
    for (const name of unknown) {
      const traceId = books.get(name)?.traceId;
      throw new Unverified(`the state cannot be replayed: trace ${traceId} changes the book ${name}, and what was in it is hidden`);
    }
    const inBoth = new Set([...books.keys(), ...dump.books.keys()]);
    for (const name of [...inBoth].sort()) {
      const difference = differenceOf(name, books.get(name), dump.books.get(name));
      if (difference !== null) throw new Unverified(`the state does not follow from the log: ${difference}`);
    }
    return { books: dump.books.size, rows: [...dump.books.values()].reduce((sum, { rows }) => sum + rows.size, 0) };
  };
  return { takeRow, takeHidden, finish };
}

function differenceOf(name: string, sealed: Book | undefined, there: { number: bigint; rows: Rows } | undefined): string | null {
  if (sealed === undefined) return `the book ${name} is in the dump, and no row of the log says how it came there`;
  if (there === undefined) {
    const [first] = sealed.rows.keys();
    return first === undefined ? null : `the book ${name} is not in the dump, and the log has its row ${first}`;
  }
  const found = rowDifference(sealed.rows, there.rows);
  if (found !== null) return `in the book ${name}, which was last changed by trace ${sealed.traceId}, ${found}`;
  return sealed.number === there.number
    ? null
    : `the book ${name} has the number ${there.number} in the dump, and ${sealed.number} in the log`;
}

/** @param here · @param other what the two are called */
function rowDifference(sealed: Rows, there: Rows, here = "in the log", other = "in the dump"): string | null {
  for (const [row, digest] of there) {
    const expected = sealed.get(row);
    if (expected === undefined) return `the row ${row} is ${other} and not ${here}`;
    if (expected !== digest) return `the row ${row} has the digest ${digest} ${other}, and ${expected} ${here}`;
  }
  for (const row of sealed.keys()) if (!there.has(row)) return `the row ${row} is ${here} and not ${other}`;
  return null;
}

/** Tables have no blanks in their names, so that this is of one row only. */
function nameOf(table: string, row: string): string {
  return `${table} ${row}`;
}

function isNumber(value: unknown): value is string {
  return typeof value === "string" && /^(?:0|[1-9][0-9]{0,19})$/.test(value);
}

function parseObject(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
