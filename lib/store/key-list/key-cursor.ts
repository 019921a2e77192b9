/** The order of a list of keys, and places in it. A cursor names a place and not a count, so keys that come and go move nothing. */
import { KmsError } from "#lib/domain/errors";
import { KEY_ID_PATTERN } from "#lib/domain/ids";
import type { Key } from "#lib/domain/key";
import type { StatementValues } from "../database/statement-values";

export type KeySort = "created_desc" | "created_asc" | "alias_asc" | "alias_desc";

const SORTS = {
  created_desc: { column: "created_at", direction: "desc" },
  created_asc: { column: "created_at", direction: "asc" },
  alias_asc: { column: "alias", direction: "asc" },
  alias_desc: { column: "alias", direction: "desc" },
} as const satisfies Record<KeySort, { column: "created_at" | "alias"; direction: "asc" | "desc" }>;

const REVERSED = {
  created_desc: "created_asc",
  created_asc: "created_desc",
  alias_asc: "alias_desc",
  alias_desc: "alias_asc",
} as const satisfies Record<KeySort, KeySort>;

export function isByAlias(sort: KeySort): boolean {
  return SORTS[sort].column === "alias";
}

/** What `order by` says of the columns of `table`. Aliases are unique in a project, and an index holds them in order. */
export function orderBy(sort: KeySort, table: string): string {
  const { column, direction } = SORTS[sort];
  return column === "alias" ? `${table}.alias ${direction}` : `${table}.created_at ${direction}, ${table}.id ${direction}`;
}

/** The condition that a row of `table` comes after the cursor. @throws KmsError `parameterInvalid` as `readCursor` */
export function afterCursor(sort: KeySort, cursor: string, table: string, values: StatementValues): string {
  if (cursor === "") return "true";
  const { column, direction } = SORTS[sort];
  const [place, id] = readCursor(sort, cursor);
  const beyond = direction === "desc" ? "<" : ">";
  if (column === "alias") return `${table}.alias ${beyond} ${values.add(place)}`;
  return `(${table}.created_at, ${table}.id) ${beyond} (${values.add(place)}::timestamptz, ${values.add(id)})`;
}

export function toCursor(sort: KeySort, key: Key): string {
  return write(sort, isByAlias(sort) ? key.alias : key.createdAt.toISOString(), key.id);
}

function write(sort: KeySort, place: string, id: string): string {
  return Buffer.from(JSON.stringify([sort, place, id]), "utf8").toString("base64url");
}

/** The same place in the opposite order, where what was before it comes after. @throws KmsError `parameterInvalid` as `readCursor` */
export function reversed(sort: KeySort, cursor: string): { sort: KeySort; cursor: string } {
  const [place, id] = readCursor(sort, cursor);
  return { sort: REVERSED[sort], cursor: write(REVERSED[sort], place, id) };
}

/** Places as `toCursor` writes them: default keys' aliases too, and years that PostgreSQL knows. */
const ALIAS_PLACE = /^[a-zA-Z0-9:/_-]{1,255}$/;
const TIME_PLACE = /^[12]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** @throws KmsError `parameterInvalid` for a cursor that this list did not give */
function readCursor(sort: KeySort, cursor: string): [place: string, id: string] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (Array.isArray(parts) && parts.length === 3 && parts[0] === sort && typeof parts[1] === "string" && typeof parts[2] === "string") {
      const isPlace = isByAlias(sort) ? ALIAS_PLACE.test(parts[1]) : TIME_PLACE.test(parts[1]) && !Number.isNaN(Date.parse(parts[1]));
      if (isPlace && KEY_ID_PATTERN.test(parts[2])) return [parts[1], parts[2]];
    }
  } catch {
    // Not even JSON: the same refusal.
  }
  throw new KmsError("parameterInvalid", { field: "cursor", message: "The cursor is not one of this list. Start from the first page." });
}
