/**
 * White space of header values as canonical requests write it. Anybody may send these values, so each character is looked at a fixed
 * number of times: a pattern that looks for blanks before an end begins anew at every blank, which is quadratic.
 */

const SPACE = 0x20;
const TAB = 0x09;

/** Without blanks and tabs at both ends. */
export function trimmed(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && isBlankAt(value, start)) start += 1;
  while (end > start && isBlankAt(value, end - 1)) end -= 1;
  return value.slice(start, end);
}

/** Trimmed, with one space for each run of blanks and tabs. */
export function collapsed(value: string): string {
  const words: string[] = [];
  let start = 0;
  for (let index = 0; index <= value.length; index += 1) {
    if (index < value.length && !isBlankAt(value, index)) continue;
    if (index > start) words.push(value.slice(start, index));
    start = index + 1;
  }
  return words.join(" ");
}

function isBlankAt(value: string, index: number): boolean {
  const code = value.charCodeAt(index);
  return code === SPACE || code === TAB;
}
