/**
 * Believes no row that gives power and that the product has not written. Each key, user, group and so on, with all that belongs to it, is a
 * book with a seal: which rows there are, and the digest of each, authenticated in the token. Invariants: a book is verified before the
 * product changes it, under a lock, so that no change makes good what somebody else had done before; its new seal is written in the same
 * transaction, before it commits, over rows of which all are sealed or its own; and whoever was let in by what a book said before the change
 * is asked anew.
 */
import { KmsError } from "#lib/domain/errors";
import type { RunSql } from "../database/run-sql";
import { Recent } from "../hot/recent";
import { putBack, subjectOf, toAlteredRefusal } from "./altered";
import { type Before, isTold, linesBefore } from "./before";
import { type Alteration, type Findings, findAlterations, meanwhile, sealedBytes } from "./book-rows";
import { isInTrail, toSection } from "./book-sections";
import { type BookRow, COUNT_ACCOUNTS, kindOf, type NewLines, REMOVE_SEALS, readsOf } from "./book-statements";
import { KEY_BOOK } from "./key-book";
import { KeyHeads, stampOfOwn } from "./key-heads";
import { type InOwnTransaction, OwnCode } from "./own-code";
import { type MakeSeal, SealProofs } from "./seal-proofs";
import { sealTogether } from "./seal-tree";
import { TrailFollower } from "./trail-follower";
import { type Seal, writeSeals } from "./write-seals";

export type { MakeSeal } from "./seal-proofs";

type Verified = Findings & Pick<BookRow, "stamp" | "lines" | "number">;

/** By book. */
export type Sealed = { readonly numbers: ReadonlyMap<string, string>; readonly sections: ReadonlyMap<string, string> };

/** Books that are sealed and written together. */
const AT_ONCE = 250;

/** What is taken as it is gets a number beyond all that workers may have seen, for an older seal may be what was found. */
const LEAP = 1_000_000n;

/** About 200 bytes each. */
const MAX_VERIFIED = 100_000;

export class Books {
  readonly #makeSeal: MakeSeal;
  /** How a book was when it was last found sound; its stamp is null where it was only sealed here and not looked at since. */
  readonly #verified = new Recent<{ readonly stamp: string | null; readonly number: bigint }>(MAX_VERIFIED);

  readonly #proofs: SealProofs;
  readonly #heads = new KeyHeads();
  /** What the trail tells of seals. */
  readonly trail = new TrailFollower();
  readonly #ownCode: OwnCode;
  #alterations = 0;

  constructor(makeSeal: MakeSeal, inOwnTransaction: InOwnTransaction) {
    this.#makeSeal = makeSeal;
    this.#proofs = new SealProofs(makeSeal);
    this.#ownCode = new OwnCode(inOwnTransaction);
  }

  /** Learns what the first change would wait for. What cannot be learnt now is learnt then. */
  async warmUp(): Promise<void> {
    await this.#ownCode.learn().catch(() => {});
  }

  /** How often a row was found that the product has not written. */
  get alterations(): number {
    return this.#alterations;
  }

  /** Whether the rows of this stamp were found sound before. @param stamp "" where there is neither row nor seal, which never is */
  isKnown(book: string, stamp: string): boolean {
    return stamp !== "" && this.#verified.find(book)?.stamp === stamp;
  }

  /** Learns what a transaction has sealed, when it is committed: an older seal was put back from then on. @param numbers by book */
  noteCommitted(numbers: ReadonlyMap<string, string>): void {
    for (const [book, number] of numbers) {
      const known = this.#verified.find(book);
      if (known === undefined || known.number < BigInt(number)) this.#verified.keep(book, { stamp: null, number: BigInt(number) });
    }
  }

  /** What was verified was in another database. */
  forgetAll(): void {
    this.#verified.clear();
    this.#proofs.clear();
    this.#heads.clear();
    this.trail.forget();
    this.#ownCode.forget();
  }

  /**
   * Reads books and verifies them.
   * @returns for each that there is, or was, the stamp of what was read, and what is not as it was sealed
   * @throws KmsError `unavailable` when the token does not answer
   */
  async verify(run: RunSql, books: readonly string[]): Promise<Map<string, Verified>> {
    return this.examine(run, await this.read(run, books));
  }

  /** The first half of `verify`. */
  read(run: RunSql, books: readonly string[]): Promise<BookRow[]> {
    return readBooks(run, books);
  }

  /**
   * The second half.
   * @param rows read by `read`
   * @param keepsSeals false for who goes through all there are: then what callers use is not forgotten for what nobody asks for
   */
  async examine(run: RunSql, rows: readonly BookRow[], keepsSeals = true): Promise<Map<string, Verified>> {
    const found = new Map<string, Verified>();
    const older: string[] = [];
    for (const row of rows) {
      if (this.#isOlder(row)) older.push(row.book);
      else found.set(row.book, this.#examine(row, keepsSeals));
    }
    // It may only have been read before what is known of it, and told after. A second look comes after both.
    for (const row of await readBooks(run, older)) {
      found.set(row.book, this.#isOlder(row) ? this.#count(row, [putBack(row.book)]) : this.#examine(row));
    }
    return found;
  }

  /** The same of keys by their heads. */
  async verifyHeads(run: RunSql, books: readonly string[]): Promise<Map<string, Verified>> {
    const found = new Map<string, Verified>();
    const older: string[] = [];
    for (const [book, { row, stamp, number, lines }] of await this.#heads.read(run, books)) {
      if (row !== null && this.#isOlder(row)) older.push(book);
      else {
        const alterations = row === null ? [] : this.#alterationsOf(row, false);
        if (alterations.length === 0) this.#heads.keep(book, { stamp, number, lines });
        found.set(book, this.#count({ book, stamp: "", lines, account: null, number }, alterations));
      }
    }
    for (const [book, verified] of await this.verify(run, older)) found.set(book, verified);
    return found;
  }

  /** Whether its seal is one that was followed by another already. */
  #isOlder({ book, number }: BookRow): boolean {
    const known = this.#verified.find(book);
    return known !== undefined && number !== null && BigInt(number) < known.number;
  }

  #examine(row: BookRow, keepsSeals = true): Verified {
    const { book, stamp, number } = row;
    if (row.exists && this.isKnown(book, stamp)) return this.#count(row, []);
    const alterations = this.#alterationsOf(row, keepsSeals);
    if (alterations.length === 0) this.#verified.keep(book, { stamp, number: BigInt(number ?? 0) });
    return this.#count(row, alterations);
  }

  #count({ book, stamp, lines, account, number }: Omit<Verified, "alterations">, alterations: readonly Alteration[]): Verified {
    this.#alterations += alterations.length;
    return { book, stamp, lines, account, number, alterations };
  }

  /** The seal of a book that is one row. @throws KmsError `unavailable` */
  sealRow(book: string, line: string): Buffer {
    return this.#makeSeal(sealedBytes(book, "1", line));
  }

  #alterationsOf({ book, exists, number, otherRows, mac, lines }: BookRow, keepsSeals: boolean): Alteration[] {
    const rows = otherRows ?? lines;
    if (number === null || mac === null) return [findAlterations("", lines)[0] ?? { ...subjectOf(book), how: "added" }];
    const isOurs = this.#proofs.isAuthentic({ book, number, rows, mac }, keepsSeals);
    if (!isOurs && kindOf(book).isEnded !== null) return [{ ...subjectOf(book), how: "changed" }];
    if (!isOurs) return [{ table: "integrity_seal", row: book, how: "changed" }];
    // Of what is gone for good the seal says that there is nothing.
    if (!exists && rows !== "") return [{ ...subjectOf(book), how: "removed" }];
    return rows === lines ? [] : findAlterations(rows, lines);
  }

  /** Verifies these books, or what stays of them. @throws KmsError `materialIntegrity` naming the first that was altered */
  async require(run: RunSql, books: readonly string[]): Promise<void> {
    if (books.length === 0) return;
    for (const { book, alterations } of (await this.verify(run, books)).values())
      if (alterations.length > 0) throw toAlteredRefusal(book, alterations);
  }

  /**
   * Seals books as they are in this transaction.
   * @returns by book what the trail says of the change, and the number of the seal
   * @throws KmsError `materialIntegrity` when somebody else has written a row of them meanwhile
   */
  async seal(run: RunSql, before: ReadonlyMap<string, Before>): Promise<Sealed> {
    const changed: NewLines[] = [];
    const unread: string[] = [];
    for (const [book, was] of before) {
      const { after, number, account } = was;
      // Whoever changes something says so.
      if (was.isThere && !was.isAdopted && was.opened === 0) continue;
      if (after === null || !isTold(was)) unread.push(book);
      else changed.push({ book, exists: true, lines: after, own: after, number, account });
    }
    for (const row of await this.#readNew(run, unread)) {
      const was = before.get(row.book);
      if (was === undefined || (was.lines === row.lines && was.isThere)) continue;
      const strange = was.isAdopted || !row.exists ? [] : meanwhile(was.lines, row.lines, row.own, was.removes);
      if (strange.length > 0) throw toAlteredRefusal(row.book, strange);
      changed.push(was.isAdopted ? { ...row, number: String(BigInt(row.number ?? 0) + LEAP) } : row);
    }
    const accounts = new Set(changed.flatMap(({ book, account }) => [account, before.get(book)?.account ?? null]));
    accounts.delete(null);
    // What was made here of what is written is refused where it was written otherwise.
    const isReadBack = ({ book }: NewLines) => before.get(book)?.isThere !== false || before.get(book)?.after === null;
    if (changed.some(isReadBack)) await this.#ownCode.require(run);
    const numbers = await this.#write(run, changed, before);
    if (accounts.size > 0 && (await run(COUNT_ACCOUNTS, [[...accounts]])).length < accounts.size)
      throw new KmsError("materialIntegrity", { message: "The number of an account's changes could not be counted up." });
    const told = changed.filter(({ book }) => isInTrail(book));
    const section = (book: string, lines: string) => toSection(book, numbers.get(book) ?? "1", linesBefore(before.get(book)), lines);
    return { numbers, sections: new Map(told.map(({ book, lines }) => [book, section(book, lines)])) };
  }

  async #readNew(run: RunSql, books: readonly string[]): Promise<NewLines[]> {
    if (books.length === 0) return [];
    const { readNew, parameters } = readsOf(books);
    return run<NewLines>(readNew, parameters);
  }

  /** @returns the numbers of the seals */
  async #write(run: RunSql, changed: readonly NewLines[], before: ReadonlyMap<string, Before>): Promise<Map<string, string>> {
    // Of a key that is gone, and was never there for anybody, nothing stays.
    const gone = changed.filter(({ book, exists }) => !exists && kindOf(book) === KEY_BOOK).map(({ book }) => book);
    if (gone.length > 0) await run(REMOVE_SEALS, [gone]);
    const left = changed.filter(({ book }) => !gone.includes(book));
    const numbers = new Map<string, string>();
    let written: Promise<unknown> = Promise.resolve();
    // While the database writes some, the token seals the next.
    for (let from = 0; from < left.length; from += AT_ONCE) {
      const seals = this.#toSeals(left.slice(from, from + AT_ONCE), before);
      await written;
      for (const { book, number } of seals) numbers.set(book, number);
      written = writeSeals(run, seals).then((xid) => this.#keepHeads(seals, xid, before));
      // It is waited for soon; until then nobody shall take its failure for one that nobody hears of.
      written.catch(() => {});
      await new Promise((resolve) => setImmediate(resolve));
    }
    await written;
    return numbers;
  }

  /** Where the transaction is undone, no row will ever have its number. */
  #keepHeads(seals: readonly Seal[], xid: string | null, before: ReadonlyMap<string, Before>): void {
    for (const { book, number, lines, isRenewed } of seals) {
      const was = before.get(book);
      if (xid === null || !isRenewed || was === undefined || !was.isHead || !isTold(was)) continue;
      this.#heads.keep(book, { stamp: stampOfOwn(xid), number, lines });
    }
  }

  #toSeals(changed: readonly NewLines[], before: ReadonlyMap<string, Before>): Seal[] {
    const all = changed.map(({ book, lines, number: last }) => {
      const kind = kindOf(book);
      const number = kind.isEnded === null ? String(BigInt(last ?? 0) + 1n) : "1";
      // Of what is taken as it is nothing is known, not whether it had a seal either.
      const isRenewed = last !== null && before.get(book)?.isAdopted !== true;
      return { kind, book, number, isRenewed, lines, bytes: sealedBytes(book, number, lines) };
    });
    const macs = sealTogether(
      all.map(({ bytes }) => bytes),
      this.#makeSeal,
    );
    return all.map(({ bytes, ...seal }, at) => {
      const mac = macs[at] ?? Buffer.alloc(0);
      // What is known by its head is not asked about again.
      if (before.get(seal.book)?.isHead !== true) this.#proofs.keep(seal.book, bytes, mac.toString("hex"));
      return { ...seal, mac: mac.toString("base64") };
    });
  }
}

async function readBooks(run: RunSql, books: readonly string[]): Promise<BookRow[]> {
  if (books.length === 0) return [];
  const { read, parameters } = readsOf(books);
  return run<BookRow>(read, parameters);
}
