/**
 * What a change has made of a book, as its trace says it. Invariant: whoever has all sections of a book, in the order of their numbers, has
 * its lines: which rows there are, and the digest of each.
 *
 * A section is a first line, `book NAME NUMBER =` (what follows is all of the book) or `book NAME NUMBER ~` (what follows differs from the
 * section before), and then for each row `+TABLE ROW DIGEST` (it is there) or `-TABLE ROW` (it is gone), with ROW as a JSON string.
 */
import { kindOf } from "./book-statements";

/** @param before null where there was no book */
export function toSection(book: string, number: string, before: string | null, after: string): string {
  const lines = linesOf(after);
  if (before === null) return [`book ${book} ${number} =`, ...lines.map((line) => `+${line}`)].join("\n");
  const were = new Set(linesOf(before));
  const stay = new Set(lines.map(placeOf));
  const gone = [...were].map(placeOf).filter((place) => !stay.has(place));
  const others = lines.filter((line) => !were.has(line));
  return [`book ${book} ${number} ~`, ...gone.map((place) => `-${place}`), ...others.map((line) => `+${line}`)].join("\n");
}

/** Whether the trail says what becomes of it. Sessions and tokens end within a day, and what was revoked is in the book of their user. */
export function isInTrail(book: string): boolean {
  return kindOf(book).isEnded === null;
}

function linesOf(lines: string): string[] {
  return lines === "" ? [] : lines.split("\n");
}

function placeOf(line: string): string {
  return line.slice(0, line.lastIndexOf(" "));
}

export type Section = {
  readonly book: string;
  readonly number: bigint;
  /** Whether it is all of the book, and not what differs from the section before. */
  readonly isWhole: boolean;
  /** Lines that are there now. */
  readonly there: readonly string[];
  /** Places of lines that are gone: a line without its digest. */
  readonly gone: readonly string[];
};

/** What a trace says of books. What is no section, as somebody else may have written it, is left out. */
export function toSections(state: string): Section[] {
  return state.split(/\n(?=book )/).flatMap((text) => {
    const [head = "", ...lines] = text.split("\n");
    const [, book, number, kind] = /^book (\S+) (\d{1,19}) ([=~])$/.exec(head) ?? [];
    if (book === undefined || number === undefined) return [];
    const of = (sign: string) => lines.filter((line) => line.startsWith(sign)).map((line) => line.slice(1));
    return [{ book, number: BigInt(number), isWhole: kind === "=", there: of("+"), gone: of("-") }];
  });
}
