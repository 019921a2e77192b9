/**
 * Believes no row of a key that the product has not written. Each key with all that belongs to it is a book with a seal: which rows there
 * are, and the digest of each, authenticated in the token. Invariants: a book is verified before the product changes it, under the key's
 * lock, so that no change makes good what somebody else had done before; and its new seal is written in the same transaction, before it
 * commits. What the lock does not keep away: a grant, tag or version that is inserted, or a row that is removed, by other hands between the
 * two; the new seal has it then.
 */
import { timingSafeEqual } from "node:crypto";
import { KmsError } from "#lib/domain/errors";
import type { RunSql } from "../database/run-sql";
import { Recent } from "../hot/recent";
import { type Alteration, findAlterations, sealedBytes } from "./book-rows";
import { LOCK_KEYS, READ_KEY_BOOKS, READ_NEW_LINES } from "./key-book";

/** Makes the seal's MAC in the token: 32 bytes. @throws KmsError `unavailable` */
export type MakeSeal = (data: Buffer) => Buffer;

/** Of one book; empty where it is as its seal says. */
export type Findings = { readonly id: string; readonly alterations: readonly Alteration[] };

type BookRow = {
  id: string;
  exists: boolean;
  stamp: string;
  /** Each row that there is, see `book-rows.ts`. */
  lines: string;
  /** null, like the next two, where there is no seal. */
  number: string | null;
  rows: string | null;
  mac: string | null;
};

/** About 200 bytes each. */
const MAX_VERIFIED = 50_000;

const WRITE_SEALS = `insert into integrity_seal as e (book, number, rows, mac)
  select 'key/' || n.id, n.number::bigint, n.rows, decode(n.mac, 'hex') from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as n (id, number, rows, mac)
  on conflict (book) do update set number = excluded.number, rows = excluded.rows, mac = excluded.mac`;
const REMOVE_SEALS = "delete from integrity_seal where book = any($1::text[])";

/** These take longer to plan than to run, so each connection plans them once. */
const PREPARED = new Map([READ_KEY_BOOKS, READ_NEW_LINES, WRITE_SEALS, LOCK_KEYS].map((text, index) => [text, `key-books-${index}`]));

/** The name under which a statement of this file stays prepared; undefined for any other. */
export function nameOfBookStatement(text: string): string | undefined {
  return PREPARED.get(text);
}

export class Books {
  readonly #makeSeal: MakeSeal;
  /** The stamp under which a key's book was last found sound. */
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
  isKnown(id: string, stamp: string): boolean {
    return this.#verified.find(id) === stamp;
  }

  /** What was verified was in another database. */
  forgetAll(): void {
    this.#verified.clear();
  }

  /**
   * Reads books and verifies them.
   * @returns for each ID that there is a key of, the stamp of what was read, and what is not as it was sealed
   * @throws KmsError `unavailable` when the token does not answer
   */
  async verify(run: RunSql, ids: readonly string[]): Promise<Map<string, Findings & { readonly stamp: string; readonly lines: string }>> {
    const rows = await run<BookRow>(READ_KEY_BOOKS, [ids]);
    const there = rows.filter(({ exists, rows: sealed }) => exists || sealed !== null);
    return new Map(there.map((row) => [row.id, this.#examine(row)]));
  }

  #examine(row: BookRow): Findings & { readonly stamp: string; readonly lines: string } {
    const { id, stamp, lines } = row;
    if (row.exists && this.isKnown(id, stamp)) return { id, stamp, lines, alterations: [] };
    const alterations = this.#alterationsOf(row);
    if (alterations.length === 0) this.#verified.keep(id, stamp);
    this.#alterations += alterations.length;
    return { id, stamp, lines, alterations };
  }

  #alterationsOf({ id, exists, number, rows, mac, lines }: BookRow): Alteration[] {
    if (number === null || rows === null || mac === null) return [{ table: "cmk", row: id, how: "added" }];
    const expected = this.#makeSeal(sealedBytes(`key/${id}`, number, rows));
    const given = Buffer.from(mac, "hex");
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      return [{ table: "integrity_seal", row: `key/${id}`, how: "changed" }];
    if (!exists) return [{ table: "cmk", row: id, how: "removed" }];
    return rows === lines ? [] : findAlterations(rows, lines);
  }

  /** Verifies the books of these keys, or of what stays of them. @throws KmsError `materialIntegrity` naming the first that was altered */
  async require(run: RunSql, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    for (const { id, alterations } of (await this.verify(run, ids)).values())
      if (alterations.length > 0) throw toAlteredRefusal(id, alterations);
  }

  /** Seals books as they are in this transaction; those of keys that are gone are removed. @param before their lines, where they had a seal */
  async seal(run: RunSql, before: ReadonlyMap<string, string | null>): Promise<void> {
    const rows = await run<Pick<BookRow, "id" | "exists" | "lines" | "number">>(READ_NEW_LINES, [[...before.keys()]]);
    const gone = rows.filter(({ exists }) => !exists).map(({ id }) => `key/${id}`);
    if (gone.length > 0) await run(REMOVE_SEALS, [gone]);
    const changed = rows.filter(({ id, exists, lines }) => exists && before.get(id) !== lines);
    if (changed.length === 0) return;
    const seals = changed.map(({ id, lines, number: last }) => {
      const number = String(BigInt(last ?? 0) + 1n);
      return { id, number, lines, mac: this.#makeSeal(sealedBytes(`key/${id}`, number, lines)).toString("hex") };
    });
    await run(WRITE_SEALS, [
      seals.map(({ id }) => id),
      seals.map(({ number }) => number),
      seals.map(({ lines }) => lines),
      seals.map(({ mac }) => mac),
    ]);
  }
}

/** Books that a transaction changes, with their lines before; null for one that had none. */
type Changes = { readonly books: Books; readonly before: Map<string, string | null> };

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
 * Locks keys that are about to be changed and verifies their books; IDs of no key are left out.
 * @param areLocked whether the transaction holds the keys' locks already
 * @returns what was found altered, by key: such a key must not be changed
 */
export async function openBooks(
  run: RunSql,
  ids: readonly string[],
  areLocked = false,
): Promise<ReadonlyMap<string, readonly Alteration[]>> {
  const changes = UNDER_WAY.get(run);
  const wanted = [...new Set(ids)].filter((id) => changes !== undefined && !changes.before.has(id));
  if (changes === undefined || wanted.length === 0) return new Map();
  if (!areLocked) await run(LOCK_KEYS, [wanted]);
  const found = await changes.books.verify(run, wanted);
  const altered = [...found.values()].filter(({ alterations }) => alterations.length > 0);
  for (const { id, lines, alterations } of found.values()) if (alterations.length === 0) changes.before.set(id, lines);
  return new Map(altered.map(({ id, alterations }) => [id, alterations]));
}

/** The same for keys that are changed together or not at all. @throws KmsError `materialIntegrity` naming the first row that was altered */
export async function openBook(run: RunSql, ...ids: readonly string[]): Promise<void> {
  for (const [id, alterations] of await openBooks(run, ids)) throw toAlteredRefusal(id, alterations);
}

/** The book of a key that is about to be inserted. */
export function beginBook(run: RunSql, id: string): void {
  UNDER_WAY.get(run)?.before.set(id, null);
}

/** The refusal of a key whose rows somebody else has changed. Its cause, for the log, names the rows. */
export function toAlteredRefusal(keyId: string, alterations: readonly Alteration[]): KmsError {
  const cause = new Error(`rows of key ${keyId} were not written by the product: ${alterations.slice(0, 5).map(toText).join(", ")}`);
  const message = "What is stored of this key was changed by somebody else, so it is not used. Quote the request ID when you report it.";
  return new KmsError("materialIntegrity", { message, cause });
}

/** `cmk_grant 12ab… added`, in one line whatever somebody has called the row. */
export function toText({ table, row, how }: Alteration): string {
  return `${table} ${/^[\w./-]*$/.test(row) ? row : JSON.stringify(row).replace(/[^ -~]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`)} ${how}`;
}
