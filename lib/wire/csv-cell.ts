/**
 * A cell of CSV (RFC 4180) that a spreadsheet shows as text. Invariant: what is no formula is written letter for letter.
 */

/** OWASP "CSV injection": what begins a formula, and what a spreadsheet takes away before it looks. */
const BEGINS_FORMULA = /^(?:[\t\r\n]|[\s"]*[=+\-@])/;

/**
 * A spreadsheet may split at another character than the comma, and then it splits inside our quotes too. A part that begins with a sign is
 * a formula only where it calls something; "a; -b" is a text.
 */
const PART_IS_FORMULA = /([;|\t\r\n])(?=[\s"]*(?:[=@]|[+-][^;|]*[(!]))/g;

export function toCell(text: string): string {
  const defused = (BEGINS_FORMULA.test(text) ? `'${text}` : text).replace(PART_IS_FORMULA, "$1'");
  return /[",'\r\n\t;|]/.test(defused) ? `"${defused.replaceAll('"', '""')}"` : defused;
}

export function toRow(cells: readonly string[]): string {
  return `${cells.map(toCell).join(",")}\r\n`;
}
