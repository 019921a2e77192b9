/**
 * How a transaction changes books: it opens them, which locks and verifies all of their rows, and their new seals are written before it commits.
 * Invariant: what was not there when a book was opened, and was not written by the transaction, came in between, and nothing is sealed then;
 * the same of what is gone and the transaction has not said that it removes.
 */
import type { TraceFacts } from "#lib/domain/trace";
import type { RunSql } from "../database/run-sql";
import { toAlteredRefusal } from "./altered";
import { type Before, NOTHING } from "./before";
import type { Kind } from "./book-kinds";
import { type Alteration, withLine } from "./book-rows";
import { toSection } from "./book-sections";
import { idOf, KINDS, lockBelongingsOf } from "./book-statements";
import type { Books, Sealed } from "./books";

/** Books that a transaction changes, and its traces, which are written when it is known what has become of them. */
type Changes = {
  readonly books: Books;
  readonly before: Map<string, Before>;
  readonly traces: TraceFacts[];
  /** Books of which the trail is told the whole, changed or not. */
  readonly told: Set<string>;
  isUntold: boolean;
};

/** Writes the traces of a transaction. @param sections what it has made of books, by book */
export type WriteTraces = (run: RunSql, rows: readonly TraceFacts[], sections: ReadonlyMap<string, string>) => Promise<void>;

/** @param onSealed told of the numbers of the seals, by book, which nobody else sees before it commits */
type Ends = { readonly writeTraces: WriteTraces; readonly onSealed: (numbers: ReadonlyMap<string, string>) => void };

const NOTHING_SEALED: Sealed = { numbers: new Map(), sections: new Map() };
const UNDER_WAY = new WeakMap<RunSql, Changes>();

/** Runs the work of a transaction, seals the books that it has changed and writes its traces. */
export async function sealing<T>(books: Books | null, run: RunSql, work: () => Promise<T>, { writeTraces, onSealed }: Ends): Promise<T> {
  if (books === null) return work();
  const changes: Changes = { books, before: new Map(), traces: [], told: new Set(), isUntold: false };
  UNDER_WAY.set(run, changes);
  try {
    const result = await work();
    const sealed = changes.before.size > 0 ? await books.seal(run, changes.before) : NOTHING_SEALED;
    const sections = changes.isUntold ? NOTHING_SEALED.sections : new Map([...wholeOf(changes), ...sealed.sections]);
    if (changes.traces.length > 0 || sections.size > 0) await writeTraces(run, changes.traces, sections);
    onSealed(sealed.numbers);
    return result;
  } finally {
    UNDER_WAY.delete(run);
  }
}

function wholeOf({ told, before }: Changes): [string, string][] {
  return [...told].flatMap((book): [string, string][] => {
    const was = before.get(book);
    return was === undefined ? [] : [[book, toSection(book, was.number ?? "0", null, was.lines)]];
  });
}

/** Has the trail told the whole of open books, as a place to begin from for whoever follows it. */
export function tellBooks(run: RunSql, books: Iterable<string>): void {
  for (const book of books) UNDER_WAY.get(run)?.told.add(book);
}

/** What this transaction makes of books is not told: the whole of them will be, later. */
export function leaveUntold(run: RunSql): void {
  const changes = UNDER_WAY.get(run);
  if (changes !== undefined) changes.isUntold = true;
}

/** @returns whether these traces are written when the transaction seals; false where it seals nothing */
export function noteTraces(run: RunSql, rows: readonly TraceFacts[]): boolean {
  const traces = UNDER_WAY.get(run)?.traces;
  traces?.push(...rows);
  return traces !== undefined;
}

type HowOpened = { readonly areLocked?: boolean; readonly areOnlyRead?: boolean; readonly areHeads?: boolean };

/**
 * Locks what is about to be changed and verifies its books; what there is not is left out.
 * @param how `areLocked`: the transaction holds the locks of the subjects already; `areOnlyRead`: whoever changes something opens them again;
 *   `areHeads`: they are of keys, of which the own row alone is changed
 * @returns what was found altered, by book: of such a one nothing must be changed
 */
export async function openBooks(
  run: RunSql,
  names: readonly string[],
  { areLocked = false, areOnlyRead = false, areHeads = false }: HowOpened = {},
): Promise<ReadonlyMap<string, readonly Alteration[]>> {
  const changes = UNDER_WAY.get(run);
  if (changes === undefined) return new Map();
  const { books, before } = changes;
  const wanted = [...new Set(names)].filter((book) => !before.has(book));
  const altered = new Map<string, readonly Alteration[]>();
  if (wanted.length > 0) {
    if (!areLocked) await lock(run, wanted, ({ lock: subjects }) => subjects);
    if (!areHeads) await lock(run, wanted, lockBelongingsOf);
    const found = await (areHeads ? books.verifyHeads(run, wanted) : books.verify(run, wanted));
    for (const { book, lines, account, number, alterations } of found.values()) {
      if (alterations.length > 0) altered.set(book, alterations);
      else before.set(book, { ...NOTHING, lines, account, number, isThere: true, isHead: areHeads });
    }
  }
  for (const book of areOnlyRead ? [] : names) {
    const was = before.get(book);
    if (was !== undefined) was.opened += 1;
  }
  return altered;
}

/**
 * Tells what a book's line is after a change, so that it need not be read back; whoever changes more of it opens it again, and it is.
 * @param lines by book; each takes the place of the one that names the same row
 */
export function noteLines(run: RunSql, lines: ReadonlyMap<string, string>): void {
  const before = UNDER_WAY.get(run)?.before;
  for (const [book, line] of lines) {
    const was = before?.get(book);
    if (was === undefined) continue;
    was.noted += 1;
    was.after = withLine(was.after ?? was.lines, line);
  }
}

/**
 * Locks what is about to be verified, with all that hangs on it: what other hands have begun to change of it is there before it is verified, or
 * after it is sealed. So no statement of the product's writes over what they have written, and makes it its own.
 * @param statementOf of a kind; null where there is nothing to lock
 */
async function lock(run: RunSql, books: readonly string[], statementOf: (kind: Kind) => string | null): Promise<void> {
  for (const kind of KINDS) {
    const ids = books.filter((book) => book.startsWith(`${kind.name}/`)).map(idOf);
    const statement = statementOf(kind);
    if (ids.length > 0 && statement !== null) await run(statement, [ids]);
  }
}

/** The same for what is changed together or not at all. @throws KmsError `materialIntegrity` naming the first row that was altered */
export async function openBook(run: RunSql, ...books: readonly string[]): Promise<void> {
  for (const [book, alterations] of await openBooks(run, books)) throw toAlteredRefusal(book, alterations);
}

/** Says that rows of these tables are about to be removed from open books; what is gone of any other was removed by somebody else. */
export function removesFrom(run: RunSql, tables: readonly string[], ...books: readonly string[]): void {
  const before = UNDER_WAY.get(run)?.before;
  for (const book of books) {
    const was = before?.get(book);
    if (was !== undefined) before?.set(book, { ...was, removes: [...was.removes, ...tables] });
  }
}

/** Verifies what is about to be relied on, and is not changed. @throws KmsError `materialIntegrity` naming the first row that was altered */
export async function requireBooks(run: RunSql, ...books: readonly string[]): Promise<void> {
  await UNDER_WAY.get(run)?.books.require(run, books);
}

/** The book of what is about to be inserted. */
export function beginBook(run: RunSql, ...books: readonly string[]): void {
  for (const book of books) UNDER_WAY.get(run)?.before.set(book, { ...NOTHING });
}

/** The same of one that gets no more rows than these lines say, unless it is opened afterwards. */
export function beginWrittenBook(run: RunSql, book: string, lines: string): void {
  UNDER_WAY.get(run)?.before.set(book, { ...NOTHING, after: lines });
}

/** The seal of a row that keeps it itself and is about to be inserted; null where nothing is sealed. @throws KmsError `unavailable` */
export function sealOfRow(run: RunSql, book: string, line: string): Uint8Array<ArrayBuffer> | null {
  const mac = UNDER_WAY.get(run)?.books.sealRow(book, line);
  return mac === undefined ? null : new Uint8Array(mac);
}

/** Takes a book as it is, whoever has written its rows. */
export function adoptBook(run: RunSql, book: string): void {
  UNDER_WAY.get(run)?.before.set(book, { ...NOTHING, isAdopted: true });
}
