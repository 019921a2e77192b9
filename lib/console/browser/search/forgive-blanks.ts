/** Blanks of any kind, also those without a width that come along when a text is copied from a page or a mail. */
const AT_ENDS = /^[\s\u200b\u2060\ufeff]+|[\s\u200b\u2060\ufeff]+$/g;

/** The text without blanks around it: whoever pastes an alias or an ID often pastes one along. */
export function forgiveBlanks(text: string): string {
  return text.replace(AT_ENDS, "");
}
