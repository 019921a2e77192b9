/** Texts of digits, hexadecimal or Base64, that are not what they were. */

/** Another text of the same length. Unlike a text with a fixed ending, it is never the same one by chance. */
export function altered(text: string): string {
  // Of the last character of Base64 some bits may mean nothing.
  const at = text.length - 3;
  return `${text.slice(0, at)}${text[at] === "0" ? "1" : "0"}${text.slice(at + 1)}`;
}
