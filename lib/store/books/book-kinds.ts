/**
 * What a book is: the rows that belong to one key, user, group and so on, as text for its seal. Invariant: a line of it says the table, the
 * row's key in it, and the digest of what the row means; so whatever is changed, added or removed, the text is another.
 */
import { createHash } from "node:crypto";

/** What a row is in its book. All but the table is SQL. */
export type Text = {
  readonly table: string;
  /** Its key within the book; text. */
  readonly key: string;
  /** All that it means: a JSON array, as text. */
  readonly meaning: string;
  /** Both, as a line of the book: the meaning by its digest. */
  readonly line: string;
  /** Whether the meaning is a secret of somebody's, so that nobody is shown more of it than its digest. */
  readonly isSecret: string;
};

/** A table of which rows belong to a book. All but `from` and `row` are SQL. */
export type Part = Text & {
  /** Table and the short name that the rest uses. */
  readonly from: string;
  readonly row: string;
  /** The ID that names the book. */
  readonly id: string;
  /** Orders the rows within it; text. */
  readonly place: string;
};

export type Kind = {
  readonly name: string;
  /** What the book is about: where there is none of these rows, there is no such thing. */
  readonly subject: readonly Part[];
  /** What hangs on it. */
  readonly belongings: readonly Part[];
  /** SQL over the first subject: whose callers it decides about; null where it is about a key. */
  readonly account: string | null;
  /** Statement: locks the subjects of these IDs (`$1`), so that nobody else changes anything of them meanwhile. */
  readonly lock: string;
  /**
   * null where the seal is with the others, and stays when its rows are gone, so that they cannot be put back. What comes and goes with each
   * sign-in has it in its one row, column `seal`: SQL, whether the row was ended before its time.
   */
  readonly isEnded: string | null;
};

/**
 * A row of a book. Digests are made by the database, so that a thousand rows are not read whole; it is the same database that would have
 * given the rows.
 * @param key SQL, text · @param values SQL, separated by commas · @param isSecret SQL
 */
export function textOf(table: string, key: string, values: string, isSecret = "false"): Text {
  const meaning = `pg_catalog.json_build_array(${values})::text`;
  return { table, key, meaning, line: `'${table} ' || pg_catalog.to_json(${key})::text || ' ' || ${digestOf(meaning)}`, isSecret };
}

/** SQL of the digest of a meaning, as text. */
export function digestOf(meaning: string): string {
  return `pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(${meaning}, 'UTF8')), 'base64')`;
}

/**
 * The line of a row, made here of what is about to be inserted, so that it need not be read back.
 * @param values in the order of the SQL; times in ms
 */
export function writtenLine(table: string, key: string, values: readonly (string | number | boolean | null | readonly string[])[]): string {
  const meaning = `[${values.map((value) => JSON.stringify(value)).join(", ")}]`;
  return `${table} ${JSON.stringify(key)} ${createHash("sha256").update(meaning, "utf8").digest("base64")}`;
}

/** Milliseconds since 1970, so that no setting of a connection changes the text; the column has no finer ones, so rounding is exact. */
export function ms(column: string): string {
  return `(pg_catalog.date_part('epoch', ${column}) * 1000::float8)::bigint`;
}

/** `select … from table where id = any($1) order by id for no key update`. */
export function lockOf(table: string): string {
  return `select id from ${table} where id = any($1::text[]) order by id for no key update`;
}
