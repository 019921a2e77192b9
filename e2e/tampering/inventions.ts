/** What somebody may think of who owns the database: random writes of a tenant's rows. */

import type { Chance } from "../harness/chance";
import { mentions, SUBJECTS, type Write } from "./attacker";
import type { Column, Data, Row, Table, Value } from "./rows";

export type Known = {
  readonly tables: ReadonlyMap<string, Table>;
  readonly rows: readonly Row[];
  /** As they were once, or would be had they not been deleted. */
  readonly past: readonly Row[];
};

const WORDS = {
  state: ["enabled", "disabled", "pendingDeletion", "pendingImport"],
  spec: ["AES_256", "EC_P256", "RSA_2048", "HMAC_256", "AES_128"],
  usage: ["ENCRYPT_DECRYPT", "SIGN_VERIFY", "GENERATE_VERIFY_MAC"],
  origin: ["kms", "external"],
  role: ["KMS Administrator", "KMS Viewer", "Security Administrator", ""],
  scope: ["project", "account", "allProjects"],
  type: ["XA", "AX", "AA"],
  grantee_type: ["user", "domain"],
  source: ["api", "console"],
  access_mode: ["default", "programmatic", "console"],
  service: ["obs", "evs"],
} as const;
const OPERATIONS = ["encrypt-data", "decrypt-data", "describe-key", "create-grant", "retire-grant", "create-datakey", "sign"];
const EVERYTHING = { Version: "1.1", Statement: [{ Effect: "Allow", Action: ["kms:*:*"] }] };
/** A second in milliseconds, up to ten years. */
const SPANS = [1, 60, 3_600, 86_400, 30 * 86_400, 365 * 86_400, 3_650 * 86_400].map((seconds) => seconds * 1_000);

/** Another value that fits the column's type, if by chance only. */
function inventValue(chance: Chance, known: Known, { name, type }: Column, value: Value): Value {
  if (chance.percent(8)) return null;
  if (type === "bool") return value !== true;
  if (/^int/.test(type)) return chance.pick([0, 1, 2, Number(value) + 1, Number(value) - 1, 365]);
  if (type === "bytea") {
    const bytes = typeof value === "string" && value.length > 4 ? value : `\\x${chance.hex(64)}`;
    const at = 2 + chance.below(bytes.length - 2);
    return chance.percent(30) ? `\\x${chance.hex(64)}` : bytes.slice(0, at) + (bytes[at] === "0" ? "1" : "0") + bytes.slice(at + 1);
  }
  if (/^timestamp/.test(type)) {
    const from = chance.percent(50) || typeof value !== "string" ? Date.now() : Date.parse(value);
    return new Date(from + chance.pick(SPANS) * (chance.percent(50) ? 1 : -1)).toISOString();
  }
  if (type.startsWith("_")) {
    const words = Array.isArray(value) ? (value as string[]) : [];
    return chance.percent(30) ? words.slice(1) : [...words, chance.pick([...OPERATIONS, idOfSome(chance, known)])];
  }
  if (/^json/.test(type)) return chance.percent(50) ? EVERYTHING : { Version: "1.1", Statement: [] };
  const words: readonly string[] = WORDS[name as keyof typeof WORDS] ?? [];
  if (words.length > 0 && chance.percent(70)) return chance.pick(words);
  return chance.pick(["", `${value}x`, idOfSome(chance, known)]);
}

function idOfSome(chance: Chance, { rows }: Known): string {
  const { data } = chance.pick(rows.filter((row) => typeof row.data.id === "string"));
  return String(data.id);
}

/** A value that the row, or another one of the table, has or once had. */
function borrowValue(chance: Chance, { rows, past }: Known, table: string, column: string): Value {
  const others = [...rows, ...past].filter((row) => row.table === table);
  return chance.pick(others).data[column] ?? null;
}

/** Each table as often as any other. */
function pickRow(chance: Chance, rows: readonly Row[]): Row {
  const table = chance.pick([...new Set(rows.map((row) => row.table))]);
  return chance.pick(rows.filter((row) => row.table === table));
}

function columnOf(chance: Chance, { tables }: Known, { table }: Row): Column {
  return chance.pick((tables.get(table) as Table).columns);
}

type Invention = (chance: Chance, known: Known) => Write[];

const change: Invention = (chance, known) => {
  const row = pickRow(chance, known.rows);
  const column = columnOf(chance, known, row);
  const value = inventValue(chance, known, column, row.data[column.name] ?? null);
  return [{ table: row.table, was: row.data, is: { ...row.data, [column.name]: value } }];
};

const borrow: Invention = (chance, known) => {
  const row = pickRow(chance, known.rows);
  const columns = Array.from({ length: chance.percent(25) ? 3 : 1 }, () => columnOf(chance, known, row).name);
  const values = columns.map((column) => [column, borrowValue(chance, known, row.table, column)]);
  return [{ table: row.table, was: row.data, is: { ...row.data, ...Object.fromEntries(values) } }];
};

/** Two rows have each other's value. */
const swap: Invention = (chance, known) => {
  const one = pickRow(chance, known.rows);
  const other = chance.pick(known.rows.filter(({ table }) => table === one.table));
  const { name } = columnOf(chance, known, one);
  return [
    { table: one.table, was: one.data, is: { ...one.data, [name]: other.data[name] ?? null } },
    { table: one.table, was: other.data, is: { ...other.data, [name]: one.data[name] ?? null } },
  ];
};

/** A row as it was; one that was deleted is there again. With the old seal of all it would be the database as it was, which is not meant here. */
const older: Invention = (chance, known) => {
  const past = known.past.filter(({ table }) => table !== "integrity_seal");
  if (past.length === 0) return [];
  const row = pickRow(chance, past);
  const shape = known.tables.get(row.table) as Table;
  const isSame = (other: Row) => other.table === row.table && shape.key.every((column) => other.data[column] === row.data[column]);
  return [{ table: row.table, was: known.rows.find(isSame)?.data ?? null, is: row.data }];
};

const remove: Invention = (chance, known) => {
  const row = pickRow(chance, known.rows);
  return [{ table: row.table, was: row.data, is: null }];
};

/** A second row like it, that belongs to another or has a name of its own. */
const copy: Invention = (chance, known) => {
  const row = pickRow(chance, known.rows);
  const shape = known.tables.get(row.table) as Table;
  const key = chance.pick(shape.key);
  const old = row.data[key];
  const isHex = typeof old === "string" && /^(?:\\x)?[0-9a-f]{16,}$/.test(old);
  const invented = isHex ? old.replace(/[0-9a-f]{16}$/, chance.hex(16)) : inventValue(chance, known, typeOf(shape, key), old ?? null);
  const changed: Record<string, Value> = { ...row.data, [key]: chance.percent(50) ? borrowValue(chance, known, row.table, key) : invented };
  const others = shape.columns.filter(({ name }) => /_id$|^grantee$|^name$|^role$|^hash$/.test(name) && name !== key);
  for (const { name } of others) if (chance.percent(40)) changed[name] = borrowValue(chance, known, row.table, name);
  return [{ table: row.table, was: null, is: changed }];
};

function typeOf({ columns }: Table, name: string): Column {
  return columns.find((column) => column.name === name) as Column;
}

/** All that is written of one key, user, group or so on goes, what hangs on it too, and perhaps its seal. */
const removeWhole: Invention = (chance, known) => {
  const subject = pickRow(
    chance,
    known.rows.filter(({ table }) => SUBJECTS.includes(table)),
  );
  const id = String(subject.data.id);
  const hangsOn: Record<string, string> = { cmk: "key_id", iam_user: "user_id", iam_group: "group_id" };
  const column = hangsOn[subject.table];
  const takesMembers = chance.percent(50);
  const belongings = known.rows.filter(
    ({ table, data }) =>
      (column !== undefined && data[column] === id && (table !== "group_member" || takesMembers) && !SUBJECTS.includes(table)) ||
      (table === "integrity_seal" && String(data.book).endsWith(`/${id}`) && chance.percent(80)),
  );
  return [...belongings, subject].map(({ table, data }) => ({ table, was: data, is: null }));
};

const INVENTIONS: readonly (readonly [share: number, Invention])[] = [
  [20, change],
  [25, borrow],
  [10, swap],
  [15, older],
  [10, remove],
  [12, copy],
  [8, removeWhole],
];
const WEIGHTED = INVENTIONS.flatMap(([share, invention]) => Array.from({ length: share }, () => invention));

/**
 * One tampering: the writes of a few rows.
 * @param beingChanged what the product changes meanwhile: of it no row is removed, nor its seal written
 */
export function invent(chance: Chance, known: Known, beingChanged: readonly string[]): Write[] {
  for (;;) {
    const writes = chance
      .pick(WEIGHTED)(chance, known)
      .filter(({ was, is }) => !isSame(was, is));
    const collides = ({ table, was, is }: Write) => {
      if (table === "account_iam_revision") return beingChanged.length > 0;
      return (
        (is === null || table === "integrity_seal") && [was, is].some((data) => data !== null && mentions({ table, data }, beingChanged))
      );
    };
    if (writes.length > 0 && !writes.some(collides)) return writes;
  }
}

function isSame(was: Data | null, is: Data | null): boolean {
  return JSON.stringify(was) === JSON.stringify(is);
}
