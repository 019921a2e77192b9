/**
 * Believes no row that gives power and that the product has not written. Each key, user, group and so on, with all that belongs to it, is a
 * book with a seal: which rows there are, and the digest of each, authenticated in the token. Invariants: a book is verified before the
 * product changes it, under a lock, so that no change makes good what somebody else had done before; its new seal is written in the same
 * transaction, before it commits, over rows of which all are sealed or its own; and whoever was let in by what a book said before the change
 * is asked anew. What the lock does not keep away: a row that other hands remove between the two; the new seal does not have it then.
 */
import { timingSafeEqual } from "node:crypto";
import { KmsError } from "#lib/domain/errors";
import type { RunSql } from "../database/run-sql";
import { Recent } from "../hot/recent";
import type { Kind } from "./book-kinds";
import { type Alteration, findAlterations, sealedBytes, strangeLines } from "./book-rows";
import {
  type BookRow,
  COUNT_ACCOUNTS,
  FAMILIES,
  idOf,
  kindOf,
  type NewLines,
  parametersOf,
  REMOVE_SEALS,
  WRITE_SEALS,
  writeSealsIn,
} from "./book-statements";
import { KEY_BOOK } from "./key-book";

/** Makes the seal's MAC in the token: 32 bytes. @throws KmsError `unavailable` */
export type MakeSeal = (data: Buffer) => Buffer;

/** Of one book, `key/<id>` say; no alterations where it is as its seal says. */
export type Findings = {
  readonly book: string;
  readonly alterations: readonly Alteration[];
  /** Whose callers it decides about; null where it is about a key, a session or a token, or of what is gone. */
  readonly account: string | null;
};

type Verified = Findings & Pick<BookRow, "stamp" | "lines">;

/** About 200 bytes each. */
const MAX_VERIFIED = 100_000;

export class Books {
  readonly #makeSeal: MakeSeal;
  /** The stamp under which a book was last found sound. */
  readonly #verified = new Recent<string>(MAX_VERIFIED);

  #alterations = 0;

  constructor(makeSeal: MakeSeal) {
    this.#makeSeal = makeSeal;
  }

  /** How often a row was found that the product has not written. */
  get alterations(): number {
    return this.#alterations;
  }

  /** Whether the rows of this stamp were found sound before. */
  isKnown(book: string, stamp: string): boolean {
    return this.#verified.find(book) === stamp;
  }

  /** What was verified was in another database. */
  forgetAll(): void {
    this.#verified.clear();
  }

  /**
   * Reads books and verifies them.
   * @returns for each that there is, or was, the stamp of what was read, and what is not as it was sealed
   * @throws KmsError `unavailable` when the token does not answer
   */
  async verify(run: RunSql, books: readonly string[]): Promise<Map<string, Verified>> {
    const found = new Map<string, Verified>();
    for (const family of FAMILIES) {
      const parameters = parametersOf(family, books);
      if (parameters === null) continue;
      for (const row of await run<BookRow>(family.read, parameters)) found.set(row.book, this.#examine(row));
    }
    return found;
  }

  #examine(row: BookRow): Verified {
    const { book, stamp, lines, account } = row;
    if (row.exists && this.isKnown(book, stamp)) return { book, stamp, lines, account, alterations: [] };
    const alterations = this.#alterationsOf(row);
    if (alterations.length === 0) this.#verified.keep(book, stamp);
    this.#alterations += alterations.length;
    return { book, stamp, lines, account, alterations };
  }

  #alterationsOf({ book, exists, number, rows, mac, lines }: BookRow): Alteration[] {
    const subject = subjectOf(book);
    if (number === null || rows === null || mac === null) return [{ ...subject, how: "added" }];
    const expected = this.#makeSeal(sealedBytes(book, number, rows));
    const given = Buffer.from(mac, "hex");
    const isOurs = given.length === expected.length && timingSafeEqual(given, expected);
    if (!isOurs && kindOf(book).isEnded !== null) return [{ ...subject, how: "changed" }];
    if (!isOurs) return [{ table: "integrity_seal", row: book, how: "changed" }];
    // Of what is gone for good the seal says that there is nothing.
    if (!exists && rows !== "") return [{ ...subject, how: "removed" }];
    return rows === lines ? [] : findAlterations(rows, lines);
  }

  /** Of a book that a row names, and of which there is nothing, not even a seal. */
  missing(book: string): Findings {
    this.#alterations += 1;
    return { book, alterations: [{ ...subjectOf(book), how: "removed" }], account: null };
  }

  /** Verifies these books, or what stays of them. @throws KmsError `materialIntegrity` naming the first that was altered */
  async require(run: RunSql, books: readonly string[]): Promise<void> {
    if (books.length === 0) return;
    for (const { book, alterations } of (await this.verify(run, books)).values())
      if (alterations.length > 0) throw toAlteredRefusal(book, alterations);
  }

  /**
   * Seals books as they are in this transaction.
   * @throws KmsError `materialIntegrity` when somebody else has written a row of them meanwhile
   */
  async seal(run: RunSql, before: ReadonlyMap<string, Before>): Promise<void> {
    const changed: NewLines[] = [];
    const accounts = new Set<string>();
    for (const family of FAMILIES) {
      const parameters = parametersOf(family, [...before.keys()]);
      const rows = parameters === null ? [] : await run<NewLines>(family.readNew, parameters);
      for (const row of rows) {
        const was = before.get(row.book);
        if (was === undefined || (was.lines === row.lines && was.isThere)) continue;
        requireOwn(row, was);
        changed.push(row);
        for (const account of [was.account, row.account]) if (account !== null) accounts.add(account);
      }
    }
    await this.#write(run, changed);
    if (accounts.size > 0 && (await run(COUNT_ACCOUNTS, [[...accounts]])).length < accounts.size)
      throw new KmsError("materialIntegrity", { message: "The number of an account's changes could not be counted up." });
  }

  async #write(run: RunSql, changed: readonly NewLines[]): Promise<void> {
    // Of a key that is gone, and was never there for anybody, nothing stays.
    const gone = changed.filter(({ book, exists }) => !exists && kindOf(book) === KEY_BOOK).map(({ book }) => book);
    if (gone.length > 0) await run(REMOVE_SEALS, [gone]);
    const seals = changed
      .filter(({ book }) => !gone.includes(book))
      .map(({ book, lines, number: last }) => {
        const kind = kindOf(book);
        const number = kind.isEnded === null ? String(BigInt(last ?? 0) + 1n) : "1";
        return { kind, book, number, lines, mac: this.#makeSeal(sealedBytes(book, number, lines)).toString("hex") };
      });
    const apart = seals.filter(({ kind }) => kind.isEnded === null);
    const column = <K extends keyof (typeof seals)[number]>(of: typeof seals, name: K) => of.map((each) => each[name]);
    if (apart.length > 0)
      await run(WRITE_SEALS, [column(apart, "book"), column(apart, "number"), column(apart, "lines"), column(apart, "mac")]);
    for (const kind of new Set<Kind>(column(seals, "kind"))) {
      const own = seals.filter((each) => each.kind === kind && kind.isEnded !== null);
      if (own.length > 0) await run(writeSealsIn(kind), [column(own, "book").map(idOf), column(own, "mac")]);
    }
  }
}

/** The row that a book is about. */
function subjectOf(book: string): { readonly table: string; readonly row: string } {
  return { table: kindOf(book).subject[0]?.from.split(" ")[0] ?? "", row: idOf(book) };
}

/** What a book was when it was opened. */
type Before = {
  readonly lines: string;
  readonly account: string | null;
  /** false where it begins: then all of its rows are this transaction's. */
  readonly isThere: boolean;
  /** Whether it is taken as it is, whoever has written it. */
  readonly isAdopted: boolean;
};

const NOTHING: Before = { lines: "", account: null, isThere: false, isAdopted: false };

/** What was not there when the book was verified, and was not written by this transaction, came in between. */
function requireOwn({ book, lines, own }: NewLines, { lines: before, isAdopted }: Before): void {
  const strange = isAdopted ? [] : strangeLines(lines, [before, own]);
  if (strange.length > 0) throw toAlteredRefusal(book, strange);
}

/** Books that a transaction changes. */
type Changes = { readonly books: Books; readonly before: Map<string, Before> };

const UNDER_WAY = new WeakMap<RunSql, Changes>();

/** Runs the work of a transaction and seals the books that it has changed. */
export async function sealing<T>(books: Books | null, run: RunSql, work: () => Promise<T>): Promise<T> {
  if (books === null) return work();
  const changes: Changes = { books, before: new Map() };
  UNDER_WAY.set(run, changes);
  try {
    const result = await work();
    if (changes.before.size > 0) await books.seal(run, changes.before);
    return result;
  } finally {
    UNDER_WAY.delete(run);
  }
}

/**
 * Locks what is about to be changed and verifies its books; what there is not is left out.
 * @param areLocked whether the transaction holds the locks already
 * @returns what was found altered, by book: of such a one nothing must be changed
 */
export async function openBooks(
  run: RunSql,
  names: readonly string[],
  areLocked = false,
): Promise<ReadonlyMap<string, readonly Alteration[]>> {
  const changes = UNDER_WAY.get(run);
  const wanted = [...new Set(names)].filter((book) => changes !== undefined && !changes.before.has(book));
  if (changes === undefined || wanted.length === 0) return new Map();
  if (!areLocked) await lock(run, wanted);
  const found = await changes.books.verify(run, wanted);
  const altered = [...found.values()].filter(({ alterations }) => alterations.length > 0);
  for (const { book, lines, account, alterations } of found.values())
    if (alterations.length === 0) changes.before.set(book, { lines, account, isThere: true, isAdopted: false });
  return new Map(altered.map(({ book, alterations }) => [book, alterations]));
}

async function lock(run: RunSql, books: readonly string[]): Promise<void> {
  for (const { kinds } of FAMILIES) {
    for (const { name, lock: statement } of kinds) {
      const ids = books.filter((book) => book.startsWith(`${name}/`)).map(idOf);
      if (ids.length > 0) await run(statement, [ids]);
    }
  }
}

/** The same for what is changed together or not at all. @throws KmsError `materialIntegrity` naming the first row that was altered */
export async function openBook(run: RunSql, ...books: readonly string[]): Promise<void> {
  for (const [book, alterations] of await openBooks(run, books)) throw toAlteredRefusal(book, alterations);
}

/** Verifies what is about to be relied on, and is not changed. @throws KmsError `materialIntegrity` naming the first row that was altered */
export async function requireBooks(run: RunSql, ...books: readonly string[]): Promise<void> {
  await UNDER_WAY.get(run)?.books.require(run, books);
}

/** The book of what is about to be inserted. */
export function beginBook(run: RunSql, ...books: readonly string[]): void {
  for (const book of books) UNDER_WAY.get(run)?.before.set(book, NOTHING);
}

/** Takes a book as it is, whoever has written its rows. */
export function adoptBook(run: RunSql, book: string): void {
  UNDER_WAY.get(run)?.before.set(book, { ...NOTHING, isAdopted: true });
}

/** Rows that the product has not written, for log and trail. */
class AlteredRows extends Error {
  readonly rows: string;

  constructor(book: string, alterations: readonly Alteration[]) {
    const rows = alterations.slice(0, 5).map(toText).join(", ");
    super(`rows of ${book} were not written by the product: ${rows}`);
    this.rows = rows;
  }
}

/** What the trace of a refused call says of the rows for which it was refused. */
export function alteredDetails({ cause }: KmsError): { readonly altered?: string } {
  return cause instanceof AlteredRows ? { altered: cause.rows } : {};
}

/** The refusal of what somebody else has changed the rows of. Its cause, for the log, names the rows. */
export function toAlteredRefusal(book: string, alterations: readonly Alteration[]): KmsError {
  const cause = new AlteredRows(book, alterations);
  const what = kindOf(book) === KEY_BOOK ? "this key" : "who calls, or is meant,";
  const message = `What is stored of ${what} was changed by somebody else, so it is not used. Quote the request ID when you report it.`;
  return new KmsError("materialIntegrity", { message, cause });
}

/** What the product says of a book in a line: `key 0d07…`, or its name, by which `integrity accept` takes it too. */
export function labelOf(book: string): string {
  return kindOf(book) === KEY_BOOK ? `key ${idOf(book)}` : book;
}

/** `cmk_grant 12ab… added`, in one line whatever somebody has called the row. */
export function toText({ table, row, how }: Alteration): string {
  return `${table} ${/^[\w./-]*$/.test(row) ? row : JSON.stringify(row).replace(/[^ -~]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`)} ${how}`;
}
