/** CSV of keys (RFC 4180), safe to open in a spreadsheet: a cell that a spreadsheet would run as a formula becomes text. */
import type { KeyDetails } from "#lib/wire/kms/key-details";
import { detailsWords } from "../../words/details-words";
import { listWords } from "../../words/list-words";
import { statusLabel } from "../search/key-search";

const { columns, origins } = listWords;
const HEADER = [
  columns.alias,
  columns.status,
  columns.id,
  columns.created,
  "Key Algorithm",
  "Usage",
  columns.origin,
  detailsWords.description,
];

export function csvHeader(): string {
  return toRow(HEADER);
}

/** The rows of some keys, each with its line end: an export is written page by page. */
export function csvRows(keys: readonly KeyDetails[]): string {
  return keys
    .map((key) =>
      toRow([
        key.key_alias,
        statusLabel(key.key_state),
        key.key_id,
        new Date(Number(key.creation_date)).toISOString(),
        key.key_spec,
        key.key_usage,
        origins[key.origin],
        key.key_description,
      ]),
    )
    .join("");
}

function toRow(cells: readonly string[]): string {
  return `${cells.map(toCell).join(",")}\r\n`;
}

/**
 * OWASP "CSV injection": the characters that begin a formula, also after blanks and quotes that spreadsheets take away. A spreadsheet
 * may split at another character than the comma, and then it splits inside our quotes too: so the parts of a cell are kept from being
 * formulas as its beginning is, and a cell has no line ends and no tabs.
 */
export function toCell(text: string): string {
  const line = text.replace(/\r\n|[\r\n\t]/g, " ");
  const neutral = line.replace(/(^|[;,|])(?=[\s"]*[=+\-@])/g, "$1'");
  return /[",']/.test(neutral) ? `"${neutral.replaceAll('"', '""')}"` : neutral;
}
