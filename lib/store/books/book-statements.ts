/** The statements that read and write books, made of what their kinds say. */
import type { Kind, Part } from "./book-kinds";
import { KEY_BOOK } from "./key-book";
import { PEOPLE } from "./people-books";

/** What is read of a book; see `book-rows.ts` for its lines. */
export type BookRow = {
  readonly book: string;
  readonly exists: boolean;
  readonly stamp: string;
  /** Each row that there is. */
  readonly lines: string;
  /** null, like the next two, where there is no seal. */
  readonly number: string | null;
  readonly rows: string | null;
  readonly mac: string | null;
  /** Whose callers it decides about; null where it is about a key, or of what is gone. */
  readonly account: string | null;
};

/** What is read for a new seal: `own` are those of the lines that this transaction has written. */
export type NewLines = Pick<BookRow, "book" | "exists" | "lines" | "number" | "account"> & { readonly own: string };

/** The first places are what a book is about; then what hangs on it, and its seal. */
const BELONGINGS = 10;
const SEAL = 99;

/** In this order whatever the database's language is. */
const IN_ORDER = 'order by ord, place collate "C"';
const STAMP = `pg_catalog.string_agg(ord::text || ':' || xmin, ',' ${IN_ORDER})`;
const LINES = `coalesce(pg_catalog.string_agg(line, E'\\n' ${IN_ORDER}), '')`;

function parts({ subject, belongings }: Kind): readonly (readonly [number, Part])[] {
  const numbered = (all: readonly Part[], from: number) => all.map((part, index) => [from + index, part] as const);
  return [...numbered(subject, 0), ...numbered(belongings, BELONGINGS)];
}

/**
 * SQL: which transactions wrote the rows of a book and its seal last, as text; null where there is neither. While it is the same, so are the
 * rows: no statement can set the number of a row's transaction.
 * @param id SQL · @param own SQL of the number for the first row of the book, where the statement has it already
 */
export function stampOf(kind: Kind, id: string, own?: string): string {
  const rows = parts(kind).map(([ord, part]) =>
    ord === 0 && own !== undefined
      ? `select 0 as ord, '' as place, ${own} as xmin`
      : `select ${ord} as ord, ${part.place} as place, ${part.row}.xmin::text as xmin from ${part.from} where ${part.id} = ${id}`,
  );
  const seal = `select ${SEAL}, '', e.xmin::text from integrity_seal e where e.book = '${kind.name}/' || ${id}`;
  return `(select ${STAMP} from (${[...rows, ...(kind.isEnded === null ? [seal] : [])].join(" union all ")}) parts)`;
}

/** Kinds of which one statement reads all. */
export type Family = {
  readonly name: "key" | "people";
  readonly kinds: readonly Kind[];
  /** Statement: `BookRow`s. Its parameters: IDs for each kind, then the names of all these books. */
  readonly read: string;
  /** Statement: `NewLines`, by the same parameters. */
  readonly readNew: string;
};

function rowsOf(kind: Kind, index: number): string[] {
  const wanted = `any($${index + 1}::text[])`;
  return parts(kind).map(([ord, part]) => {
    const account = ord === 0 && kind.account !== null ? kind.account : "null";
    const { line } = part;
    const seal =
      kind.isEnded === null
        ? "null, null, null"
        : `'1', ${line}, case when not ${kind.isEnded} then pg_catalog.encode(${part.row}.seal, 'hex') end`;
    return `select '${kind.name}/' || ${part.id}, ${ord}, ${part.place}, ${part.row}.xmin::text, ${line}, ${seal}, ${account}
      from ${part.from} where ${part.id} = ${wanted}`;
  });
}

function toFamily(name: Family["name"], kinds: readonly Kind[]): Family {
  const seals = `select e.book, ${SEAL}, '', e.xmin::text, null::text, e.number::text, e.rows, pg_catalog.encode(e.mac, 'hex'), null::text
      from integrity_seal e where e.book = any($${kinds.length + 1}::text[])`;
  const rows = `(${[...kinds.flatMap(rowsOf), seals].join(" union all ")}) as parts (book, ord, place, xmin, line, number, rows, mac, account)`;
  const exists = `pg_catalog.bool_or(ord < ${BELONGINGS}) as exists`;
  return {
    name,
    kinds,
    read: `select book, ${exists}, ${STAMP} as stamp, ${LINES} as lines, pg_catalog.max(number) as number, pg_catalog.max(rows) as rows, pg_catalog.max(mac) as mac,
    pg_catalog.max(account) as account from ${rows} group by book`,
    readNew: `select book, ${exists}, ${LINES} as lines, pg_catalog.max(number) as number, pg_catalog.max(account) as account,
    coalesce(pg_catalog.string_agg(line, E'\\n') filter (where xmin = (select pg_catalog.pg_current_xact_id()::xid::text)), '') as own from ${rows} group by book`,
  };
}

/** What changes most is read without the rest. People are locked before keys. */
export const FAMILIES: readonly Family[] = [toFamily("people", PEOPLE), toFamily("key", [KEY_BOOK])];

const KINDS = new Map(FAMILIES.flatMap(({ kinds }) => kinds).map((kind) => [kind.name, kind]));

/** @throws Error for what is the name of no book */
export function kindOf(book: string): Kind {
  const kind = KINDS.get(book.slice(0, book.indexOf("/")));
  if (kind === undefined) throw new Error(`there is no book ${book}`);
  return kind;
}

export function idOf(book: string): string {
  return book.slice(book.indexOf("/") + 1);
}

/** The parameters of a family's statements; null where none of these books is of it. */
export function parametersOf(family: Family, books: readonly string[]): string[][] | null {
  const ids = family.kinds.map((kind) => books.filter((book) => book.startsWith(`${kind.name}/`)).map(idOf));
  const names = family.kinds.flatMap(({ name }, index) => (ids[index] ?? []).map((id) => `${name}/${id}`));
  return names.length === 0 ? null : [...ids, names];
}

/** Statement: the next books of a kind after `$1`, `$2` at most, in the order of their IDs: of rows, and of seals of what is gone. */
export function nextOf({ name, subject, isEnded }: Kind): string {
  const rows = subject.map(({ from, id }) => `(select ${id} as id from ${from} where ${id} > $1 order by ${id} limit $2::int)`);
  const seals = `(select pg_catalog.substr(e.book, ${name.length + 2}) as id from integrity_seal e
    where e.book > '${name}/' || $1 and pg_catalog.starts_with(e.book, '${name}/') order by e.book limit $2::int)`;
  return `select '${name}/' || id as book from (${[...rows, ...(isEnded === null ? [seals] : [])].join(" union ")}) found
    order by id limit $2::int`;
}

/** What names a book besides its own belongings. */
const NAMED_BY: Readonly<Record<string, readonly (readonly [from: string, id: string])[]>> = {
  account: ["project", "iam_user", "iam_group", "policy", "session", "auth_token"].map((table) => [table, "account_id"] as const),
  project: ["role_assignment", "auth_token", "access_key", "cmk"].map((table) => [table, "project_id"] as const),
  user: ["session", "auth_token"].map((table) => [table, "user_id"] as const),
  group: [["group_member", "group_id"]],
  policy: [["role_assignment", "policy_id"]],
  session: [["auth_token", "session_id"]],
  token: [["auth_token", "parent_id"]],
};

/** Statement: books of a kind that are named and of which there is nothing, not even a seal; so somebody has removed them with it. */
export function missingOf({ name, subject, belongings, isEnded }: Kind): string {
  const named = [...belongings.map(({ from, id }) => [from, id] as const), ...(NAMED_BY[name] ?? [])];
  const none = [
    ...subject.map(({ from, id }) => `not exists (select from ${from} where ${id} = named.id)`),
    ...(isEnded === null ? [`not exists (select from integrity_seal e where e.book = '${name}/' || named.id)`] : []),
  ];
  return `select '${name}/' || id as book from (${named.map(([from, id]) => `select ${id} as id from ${from}`).join(" union ")}) named
    where id is not null and ${none.join(" and ")}`;
}

/** Statement: books of a kind that nobody has sealed, `$1` at most. */
export function unsealedOf({ name, subject, isEnded }: Kind): string {
  const rows = subject.map(({ from, row, id }) =>
    isEnded === null
      ? `select ${id} as id from ${from} where not exists (select 1 from integrity_seal e where e.book = '${name}/' || ${id})`
      : `select ${id} as id from ${from} where ${row}.seal is null`,
  );
  return `select '${name}/' || id as book from (${rows.join(" union ")}) unsealed order by id limit $1::int`;
}

/** Statement: books (`$1`), numbers, lines and MACs (hex). */
export const WRITE_SEALS = `insert into integrity_seal as e (book, number, rows, mac)
  select n.book, n.number::bigint, n.rows, pg_catalog.decode(n.mac, 'hex') from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as n (book, number, rows, mac)
  on conflict (book) do update set number = excluded.number, rows = excluded.rows, mac = excluded.mac`;
export const REMOVE_SEALS = "delete from integrity_seal where book = any($1::text[])";

/** Statement: IDs (`$1`) and MACs (hex) of a kind that has its seal in the row. */
export function writeSealsIn({ subject: [part] }: Kind): string {
  const { from = "", row = "" } = part ?? {};
  return `update ${from} set seal = pg_catalog.decode(n.mac, 'hex') from unnest($1::text[], $2::text[]) as n (id, mac) where ${row}.id = n.id`;
}

/**
 * Statement: what was read of callers of these accounts (`$1`) holds no more. A trigger does the same, which whoever owns the database may
 * have switched off.
 */
export const COUNT_ACCOUNTS = `insert into account_iam_revision (account_id, revision)
  select id, pg_catalog.nextval('iam_revision_number') from account where id = any($1::text[]) order by id
  on conflict (account_id) do update set revision = excluded.revision returning account_id`;

/** These take longer to plan than to run, so each connection plans them once. */
const PREPARED = new Map(
  [...FAMILIES.flatMap(({ kinds, read, readNew }) => [read, readNew, ...kinds.map(({ lock }) => lock)]), WRITE_SEALS, COUNT_ACCOUNTS].map(
    (text, index) => [text, `books-${index}`],
  ),
);

/** The name under which a statement of this room stays prepared; undefined for any other. */
export function nameOfBookStatement(text: string): string | undefined {
  return PREPARED.get(text);
}
