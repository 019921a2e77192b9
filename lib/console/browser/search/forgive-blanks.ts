/** Blanks of any kind, also those without a width that come along when a text is copied from a page or a mail. */
const BLANK = /[\s\u200b\u2060\ufeff]/;

/** The text without blanks around it: whoever pastes an alias or an ID often pastes one along. Each character is looked at once. */
export function forgiveBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && BLANK.test(text.charAt(start))) start += 1;
  while (end > start && BLANK.test(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}
