/** How the product says that rows were not written by it: to callers, to the log, and in a line. */
import { KmsError } from "#lib/domain/errors";
import type { Alteration, Findings } from "./book-rows";
import { idOf, kindOf } from "./book-statements";
import { KEY_BOOK } from "./key-book";

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

/** A word of a row that a book is about: one of those that the product writes. @throws KmsError `materialIntegrity` for any other */
export function knownWord<W extends string>(words: readonly W[], word: string, book: string): W {
  const known = words.find((one) => one === word);
  if (known === undefined) throw toAlteredRefusal(book, [{ ...subjectOf(book), how: "changed" }]);
  return known;
}

/** What the product says of a book in a line: `key 0d07…`, or its name, by which `integrity accept` takes it too. */
export function labelOf(book: string): string {
  return kindOf(book) === KEY_BOOK ? `key ${idOf(book)}` : book;
}

/** `cmk_grant 12ab… added`, in one line whatever somebody has called the row. */
export function toText({ table, row, how }: Alteration): string {
  return `${table} ${/^[\w./-]*$/.test(row) ? row : JSON.stringify(row).replace(/[^ -~]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`)} ${how}`;
}

/** The row that a book is about. */
export function subjectOf(book: string): Pick<Alteration, "table" | "row"> {
  return { table: kindOf(book).subject[0]?.from.split(" ")[0] ?? "", row: idOf(book) };
}

/** What is found of a book that others name and of which there is nothing, not even a seal. */
export function toMissing(book: string): Findings {
  return { book, alterations: [{ ...subjectOf(book), how: "removed" }], account: null };
}

/** Nothing is wrong with the book but that it is of long ago. */
export function putBack(book: string): Alteration {
  return { table: "integrity_seal", row: book, how: "put back" };
}
