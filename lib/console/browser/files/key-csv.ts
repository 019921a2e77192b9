/** The key list as CSV: the columns that the list shows, in their order, then what a list of keys is wanted for besides. */

import { toRow } from "#lib/wire/csv-cell";
import type { FoundKey } from "#lib/wire/kms/key-details";
import { csvWords } from "../../words/csv-words";
import { listWords } from "../../words/list-words";
import { statusLabel } from "../search/key-search";
import type { OptionalColumn } from "../search/list-columns";

type Part = { readonly title: string; readonly cell: (key: FoundKey) => string };

const { columns, origins } = listWords;
/** Epoch milliseconds, or "" for none. */
const day = (milliseconds: string | undefined) => (milliseconds ? new Date(Number(milliseconds)).toISOString() : "");

const FIRST: readonly Part[] = [
  { title: columns.alias, cell: (key) => key.key_alias },
  { title: columns.status, cell: (key) => statusLabel(key.key_state) },
];

const PARTS: Readonly<Record<OptionalColumn, readonly Part[]>> = {
  algorithm: [
    { title: csvWords.algorithm, cell: (key) => key.key_spec },
    { title: csvWords.usage, cell: (key) => key.key_usage },
  ],
  origin: [{ title: columns.origin, cell: (key) => origins[key.origin] }],
  created: [{ title: columns.created, cell: (key) => day(key.creation_date) }],
  id: [{ title: columns.id, cell: (key) => key.key_id }],
  tags: [{ title: columns.tags, cell: (key) => (key.tags ?? []).map((tag) => `${tag.key}=${tag.value}`).join("; ") }],
  deletion: [{ title: columns.deletion, cell: (key) => day(key.scheduled_deletion_date) }],
  expiry: [{ title: columns.expiry, cell: (key) => day(key.expiration_time) }],
  rotation: [
    { title: csvWords.rotation, cell: (key) => csvWords.isOn(key.key_rotation_enabled === "true") },
    { title: csvWords.lastRotation, cell: (key) => day(key.last_rotation_time) },
    { title: csvWords.nextRotation, cell: (key) => day(key.next_rotation_time) },
  ],
  description: [{ title: csvWords.description, cell: (key) => key.key_description }],
};
/** In the file whether the list shows them or not. */
const ALWAYS: readonly OptionalColumn[] = ["tags", "deletion", "expiry", "rotation", "description"];

/** So that spreadsheets read umlauts as such: without it they take UTF-8 for the code page of the machine. */
const BYTE_ORDER_MARK = "\ufeff";

/** The file's columns. @param shown those of the list, in their order */
export function csvColumns(shown: readonly OptionalColumn[]): readonly Part[] {
  return [...FIRST, ...[...new Set([...shown, ...ALWAYS])].flatMap((column) => PARTS[column])];
}

export function csvHeader(parts: readonly Part[]): string {
  return BYTE_ORDER_MARK + toRow(parts.map(({ title }) => title));
}

/** The rows of some keys, each with its line end: an export is written page by page. */
export function csvRows(parts: readonly Part[], keys: readonly FoundKey[]): string {
  return keys.map((key) => toRow(parts.map(({ cell }) => cell(key)))).join("");
}
