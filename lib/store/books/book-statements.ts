/** The statements that read and write books, made of what their kinds say. */
import type { Kind, Part } from "./book-kinds";
import { KEY_BOOK, KEY_LINE } from "./key-book";
import { CODE_STAMP } from "./own-code";
import { PEOPLE } from "./people-books";

/** What is read of a book; see `book-rows.ts` for its lines. */
export type BookRow = {
  readonly book: string;
  readonly exists: boolean;
  readonly stamp: string;
  /** Each row that there is. */
  readonly lines: string;
  /** null, like the MAC, where there is no seal. */
  readonly number: string | null;
  /** What the seal says, where that is not `lines`. */
  readonly otherRows: string | null;
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
export const IN_ORDER = 'order by ord, place collate "C"';
const STAMP = `pg_catalog.string_agg(ord::text || ':' || xmin, ',' ${IN_ORDER})`;
const LINES = `coalesce(pg_catalog.string_agg(line, E'\\n' ${IN_ORDER}), '')`;

/** The tables of a book with the first number of each place. */
export function parts({ subject, belongings }: Kind): readonly (readonly [number, Part])[] {
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

/** The statements by which books of some kinds are read. Their parameters: IDs for each kind, then the names of all these books. */
type Reads = {
  /** Gives `BookRow`s. */
  readonly read: string;
  /** Gives `NewLines`. */
  readonly readNew: string;
};

/** SQL: the rows of books of a kind, without their seals. @param isWanted makes a condition of the SQL of an ID */
export function rowsOf(kind: Kind, isWanted: (id: string) => string): string[] {
  return parts(kind).map(([ord, part]) => {
    const account = ord === 0 && kind.account !== null ? kind.account : "null";
    const { line } = part;
    const seal =
      kind.isEnded === null
        ? "null, null, null"
        : `'1', ${line}, case when not ${kind.isEnded} then pg_catalog.encode(${part.row}.seal, 'hex') end`;
    return `select '${kind.name}/' || ${part.id}, ${ord}, ${part.place}, ${part.row}.xmin::text, ${line}, ${seal}, ${account}
      from ${part.from} where ${isWanted(part.id)}`;
  });
}

/** SQL: the seals that go with them. @param isWanted a condition on `e.book` */
export function sealsOf(isWanted: string): string {
  return `select e.book, ${SEAL}, '', e.xmin::text, null::text, e.number::text, e.rows, pg_catalog.encode(e.mac, 'hex'), null::text
      from integrity_seal e where ${isWanted}`;
}

/** Statement that makes `BookRow`s of them. */
export function readOf(rows: string): string {
  return `select book, there as exists, stamp, lines, number, nullif(rows, lines) as "otherRows", mac, account
    from (select book, pg_catalog.bool_or(ord < ${BELONGINGS}) as there, ${STAMP} as stamp, ${LINES} as lines, pg_catalog.max(number) as number, pg_catalog.max(rows) as rows,
      pg_catalog.max(mac) as mac, pg_catalog.max(account) as account from ${rows} group by book) books`;
}

/** SQL: the parts of books under the names that `readOf` knows. */
export function asParts(rows: readonly string[]): string {
  return `(${rows.join(" union all ")}) as parts (book, ord, place, xmin, line, number, rows, mac, account)`;
}

function toReads(kinds: readonly Kind[]): Reads {
  const seals = sealsOf(`e.book = any($${kinds.length + 1}::text[])`);
  const rows = asParts([...kinds.flatMap((kind, index) => rowsOf(kind, (id) => `${id} = any($${index + 1}::text[])`)), seals]);
  const exists = `pg_catalog.bool_or(ord < ${BELONGINGS}) as exists`;
  return {
    read: readOf(rows),
    readNew: `select book, ${exists}, ${LINES} as lines, pg_catalog.max(number) as number, pg_catalog.max(account) as account,
    coalesce(pg_catalog.string_agg(line, E'\\n') filter (where xmin = (select pg_catalog.pg_current_xact_id()::xid::text)), '') as own from ${rows} group by book`,
  };
}

/** All kinds, people before keys: in this order they are locked. */
export const KINDS: readonly Kind[] = [...PEOPLE, KEY_BOOK];

/** Those of whose books the trail says what becomes of them: sessions and tokens end within a day. */
export const TOLD_KINDS: readonly Kind[] = KINDS.filter(({ isEnded }) => isEnded === null);

/** What an installation that is older than seals has sealed at once. */
export const FAMILIES: readonly { readonly name: "key" | "people"; readonly kinds: readonly Kind[] }[] = [
  { name: "people", kinds: PEOPLE },
  { name: "key", kinds: [KEY_BOOK] },
];

const BY_NAME = new Map(KINDS.map((kind) => [kind.name, kind]));

/** @throws Error for what is the name of no book */
export function kindOf(book: string): Kind {
  const kind = BY_NAME.get(book.slice(0, book.indexOf("/")));
  if (kind === undefined) throw new Error(`there is no book ${book}`);
  return kind;
}

export function idOf(book: string): string {
  return book.slice(book.indexOf("/") + 1);
}

const READS = new Map<string, Reads>();

/** How these books are read: by the statements of just their kinds, of which there are few combinations. */
export function readsOf(books: readonly string[]): Reads & { readonly parameters: string[][] } {
  const ids = new Map(KINDS.map(({ name }) => [name, [] as string[]]));
  for (const book of books) ids.get(kindOf(book).name)?.push(idOf(book));
  const kinds = KINDS.filter(({ name }) => (ids.get(name) ?? []).length > 0);
  const name = kinds.map((kind) => kind.name).join("-");
  const reads = READS.get(name) ?? toReads(kinds);
  if (!READS.has(name)) {
    READS.set(name, reads);
    PREPARED.set(reads.read, `books-of-${name}`).set(reads.readNew, `new-books-of-${name}`);
  }
  return { ...reads, parameters: [...kinds.map((kind) => ids.get(kind.name) ?? []), [...books]] };
}

/** Statement: books of a kind after `$1` up to and with `$2`: of rows, and of seals of what is gone. */
export function namesIn({ name, subject }: Kind): string {
  const rows = subject.map(({ from, id }) => `select ${id} as id from ${from} where ${id} > $1 and ${id} <= $2`);
  const seals = `select pg_catalog.substr(e.book, ${name.length + 2}) as id from integrity_seal e
    where e.book > '${name}/' || $1 and e.book <= '${name}/' || $2 and pg_catalog.starts_with(e.book, '${name}/')`;
  return `select '${name}/' || id as book from (${[...rows, seals].join(" union ")}) found order by id`;
}

const LOCKS = new Map(KINDS.map((kind) => [kind.name, toLock(kind)]));

function toLock({ belongings }: Kind): string | null {
  if (belongings.length === 0) return null;
  const locked = belongings.map(
    ({ from, row, id }, at) => `p${at} as (select 1 as one from ${from} where ${id} = any($1::text[]) for no key update of ${row})`,
  );
  return `with ${locked.join(", ")} select ${belongings.map((_, at) => `(select pg_catalog.count(*) from p${at})`).join(" + ")} as rows`;
}

/** Statement: locks all rows that hang on these (`$1`, IDs); null where nothing does. */
export function lockBelongingsOf({ name }: Kind): string | null {
  return LOCKS.get(name) ?? null;
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

/**
 * Statement: of keys what is needed for a change of the key's own row alone, as one JSON text: book, stamp, line and seal. Where the
 * stamp is the one that is known (`$1`, JSON by ID, "" for none), line and seal are null: they are as they were.
 */
export const READ_KEYS = `select pg_catalog.json_agg(pg_catalog.json_build_array(book, stamp, case when stamp <> known then line end, number,
    case when stamp <> known then rows end, case when stamp <> known then mac end))::text as found
  from (select '${KEY_BOOK.name}/' || k.id as book, k.xmin::text || ':' || coalesce(e.xmin::text, '') as stamp, w.known, ${KEY_LINE} as line,
      e.number::text as number, e.rows, pg_catalog.encode(e.mac, 'hex') as mac
    from pg_catalog.json_each_text($1::json) as w (id, known) join cmk k on k.id = w.id
    left join integrity_seal e on e.book = '${KEY_BOOK.name}/' || k.id) keys`;

/** Statement: seals of books that have one (`$1`, JSON: book, number, lines, MAC in base64 of each). Gives how many have it still. */
export const RENEW_SEALS = `with renewed as (update integrity_seal e set number = n.number::bigint, rows = n.lines, mac = pg_catalog.decode(n.mac, 'base64')
    from pg_catalog.json_to_recordset($1::json) as n (book text, number text, lines text, mac text) where e.book = n.book returning 1)
  select pg_catalog.count(*)::int as written, pg_catalog.pg_current_xact_id()::xid::text as xid from renewed`;

/** Statement: seals, as above. */
export const WRITE_SEALS = `insert into integrity_seal as e (book, number, rows, mac)
  select n.book, n.number::bigint, n.lines, pg_catalog.decode(n.mac, 'base64') from pg_catalog.json_to_recordset($1::json) as n (book text, number text, lines text, mac text)
  on conflict (book) do update set number = excluded.number, rows = excluded.rows, mac = excluded.mac`;
export const REMOVE_SEALS = "delete from integrity_seal where book = any($1::text[])";

/** Statement: IDs (`$1`) and MACs (base64) of a kind that has its seal in the row. */
export function writeSealsIn({ subject: [part] }: Kind): string {
  const { from = "", row = "" } = part ?? {};
  return `update ${from} set seal = pg_catalog.decode(n.mac, 'base64') from unnest($1::text[], $2::text[]) as n (id, mac) where ${row}.id = n.id`;
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
  [
    ...KINDS.flatMap((kind) => [kind.lock, lockBelongingsOf(kind) ?? []].flat()),
    WRITE_SEALS,
    RENEW_SEALS,
    READ_KEYS,
    COUNT_ACCOUNTS,
    CODE_STAMP,
  ].map((text, index) => [text, `books-${index}`]),
);

/** The name under which a statement of this room stays prepared; undefined for any other. */
export function nameOfBookStatement(text: string): string | undefined {
  return PREPARED.get(text);
}
