/**
 * Patterns in which `*` stands for any text, none included, and every other character for itself; they hold for a text from end to end.
 * Invariant: no pattern can make matching slow. The pieces between asterisks are looked for from left to right, each once and where it
 * first stands, so that there is nothing to go back to.
 */

export type TextTest = (text: string) => boolean;

const ASTERISK = "*";

export function hasWildcard(pattern: string): boolean {
  return pattern.includes(ASTERISK);
}

/** What stands between the asterisks; one piece where there is none. */
export function toPieces(pattern: string): readonly string[] {
  return pattern.split(ASTERISK);
}

/** Whether a pattern holds for every text. */
export function isEverything(pattern: string): boolean {
  return pattern !== "" && [...pattern].every((character) => character === ASTERISK);
}

/** Taken apart once, so that a test costs a look for each piece. */
export function toWildcardTest(pattern: string): TextTest {
  if (!hasWildcard(pattern)) return (text) => text === pattern;
  if (isEverything(pattern)) return () => true;
  const pieces = toPieces(pattern);
  const head = pieces[0] ?? "";
  const tail = pieces[pieces.length - 1] ?? "";
  const middle = pieces.slice(1, -1).filter((piece) => piece !== "");
  return (text) => {
    const end = text.length - tail.length;
    if (end < head.length || !text.startsWith(head) || !text.endsWith(tail)) return false;
    let from = head.length;
    for (const piece of middle) {
      const at = text.indexOf(piece, from);
      if (at === -1 || at + piece.length > end) return false;
      from = at + piece.length;
    }
    return true;
  };
}
