/**
 * The text of a policy as the editor draws it below what is typed: line by line, in tokens, with what is wrong marked where it stands.
 * Drawing only: what the text means is read elsewhere, and text that is no JSON is drawn all the same.
 */
import type { PolicyFault } from "#lib/domain/policy/faults";
import type { Span } from "#lib/domain/policy/json-tree";

export type TokenKind = "name" | "text" | "sign" | "plain";

export type JsonToken = { readonly kind: TokenKind; readonly text: string; readonly isBad: boolean };

export type JsonLine = {
  readonly tokens: readonly JsonToken[];
  /** What is wrong from this line on, in the order of the text. */
  readonly faults: readonly PolicyFault[];
};

type Placed = { readonly kind: TokenKind; readonly start: number; readonly end: number };

const SIGNS = "{}[],:";

/** @param text with lines that end in "\\n", as a text area gives it */
export function toJsonLines(text: string, faults: readonly PolicyFault[]): readonly JsonLine[] {
  let start = 0;
  return text.split("\n").map((line) => {
    const end = start + line.length;
    const bad = faults.flatMap((fault) => clip(fault, start, end));
    const at = start;
    start = end + 1;
    return {
      tokens: tokensOf(line).flatMap((token) => cutAt(token, bad, line)),
      faults: faults.filter((fault) => fault.start >= at && fault.start <= end),
    };
  });
}

/** Tokens of a line, which together are the line. Text reaches from quote to quote, or to the end of the line. */
function tokensOf(line: string): Placed[] {
  const tokens: Placed[] = [];
  let at = 0;
  while (at < line.length) {
    const start = at;
    const first = line[at] ?? "";
    if (first === '"') {
      at = endOfText(line, at);
      tokens.push({ kind: isName(line, at) ? "name" : "text", start, end: at });
    } else {
      const isSign = SIGNS.includes(first);
      while (at < line.length && line[at] !== '"' && SIGNS.includes(line[at] ?? "") === isSign) at += 1;
      tokens.push({ kind: isSign ? "sign" : "plain", start, end: at });
    }
  }
  return tokens;
}

function endOfText(line: string, quote: number): number {
  for (let at = quote + 1; at < line.length; at += 1) {
    if (line[at] === "\\") at += 1;
    else if (line[at] === '"') return at + 1;
  }
  return line.length;
}

/** Whether a colon follows. */
function isName(line: string, end: number): boolean {
  for (let at = end; at < line.length; at += 1) {
    if (line[at] === ":") return true;
    if (line[at] !== " " && line[at] !== "\t") return false;
  }
  return false;
}

/** The part of a fault that is on a line, in characters of the line; one that is about nothing takes the character before it. */
function clip(fault: Span, start: number, end: number): Span[] {
  const from = Math.max(fault.start, start);
  const to = Math.min(Math.max(fault.end, fault.start + 1), end);
  if (from < to) return [{ start: from - start, end: to - start }];
  return fault.start === end && end > start ? [{ start: end - start - 1, end: end - start }] : [];
}

function cutAt({ kind, start, end }: Placed, bad: readonly Span[], line: string): JsonToken[] {
  const cuts = [start, ...bad.flatMap((span) => [span.start, span.end]).filter((cut) => cut > start && cut < end), end];
  const sorted = [...new Set(cuts)].sort((one, other) => one - other);
  return sorted.slice(0, -1).map((from, index) => ({
    kind,
    text: line.slice(from, sorted[index + 1]),
    isBad: bad.some((span) => span.start <= from && from < span.end),
  }));
}
