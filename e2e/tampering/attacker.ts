/** Whoever owns the database, at work on the rows of one tenant: what they do, and how it is put back as it was. */
import type pg from "pg";
import type { Data, Row, Table, Value } from "./rows";

/** One row that is written: inserted where there is no `was`, deleted where there is no `is`, else changed in these columns. */
export type Write = { readonly table: string; readonly was: Data | null; readonly is: Data | null };

/** Tables on which others hang. */
export const SUBJECTS = ["account", "project", "iam_user", "iam_group", "policy", "cmk", "session", "auth_token"];

export function toText({ table, was, is }: Write): string {
  if (was === null) return `insert ${table} ${JSON.stringify(is)}`;
  if (is === null) return `delete ${table} ${JSON.stringify(was)}`;
  const changed = changedColumns(was, is).map((column) => `${column}: ${JSON.stringify(was[column])} -> ${JSON.stringify(is[column])}`);
  return `update ${table} of ${JSON.stringify(was)} set ${changed.join(", ")}`;
}

export class Attacker {
  readonly #done: { readonly write: Write; readonly withTriggers: boolean }[] = [];

  constructor(
    readonly client: pg.Client,
    readonly tables: ReadonlyMap<string, Table>,
  ) {}

  /**
   * Writes these rows in one transaction.
   * @param mayFireTriggers false where the tables' triggers are left out, as their owner can, and foreign keys with them
   * @returns what was written; nothing where the database has refused some of it
   */
  async write(writes: readonly Write[], mayFireTriggers: boolean): Promise<readonly Write[]> {
    const done: Write[] = [];
    const withTriggers = mayFireTriggers && !writes.some((write) => this.#cascades(write));
    try {
      await this.#begin();
      await this.#setTriggers(withTriggers);
      for (const write of writes) {
        const made = await this.#write(write);
        if (made !== null) done.push(made);
      }
      await this.client.query("commit");
    } catch {
      await this.client.query("rollback");
      return [];
    }
    this.#done.push(...done.map((write) => ({ write, withTriggers })));
    return done;
  }

  /** Puts everything back as it was, and nothing else: what the product has changed meanwhile stays. */
  async putBack(): Promise<void> {
    if (this.#done.length === 0) return;
    await this.#begin();
    for (const { write, withTriggers } of this.#done.splice(0).reverse()) {
      const back = { table: write.table, was: write.is, is: write.was };
      await this.client.query("savepoint one");
      try {
        await this.#setTriggers(withTriggers);
        await this.#write(back, true);
      } catch {
        // Some triggers let nothing be taken back.
        await this.client.query("rollback to savepoint one");
        await this.#setTriggers(false);
        await this.#write(back, true).catch(() => this.#giveWay(write));
      }
    }
    await this.client.query("commit");
  }

  /** Where the product has made a row anew meanwhile, the one that was turned into something else goes. */
  async #giveWay({ table, is }: Write): Promise<void> {
    await this.client.query("rollback to savepoint one");
    await this.#setTriggers(false);
    if (is !== null) await this.#write({ table, was: is, is: null });
  }

  /** What the product clears away once it has run out, it has cleared away where somebody else had it run out, with what hangs on it. */
  async bringBack(rows: readonly Row[]): Promise<void> {
    await this.#begin();
    await this.#setTriggers(false);
    for (const { table, data } of rows) {
      await this.client.query(`insert into ${table} select * from json_populate_record(null::${table}, $1::json) on conflict do nothing`, [
        JSON.stringify(data),
      ]);
    }
    await this.client.query("commit");
  }

  /** Whether the database would take rows with it of which nobody has told. */
  #cascades({ table, was, is }: Write): boolean {
    if (!SUBJECTS.includes(table) || was === null) return false;
    const { key } = this.tables.get(table) as Table;
    return is === null || changedColumns(was, is).some((column) => key.includes(column));
  }

  async #begin(): Promise<void> {
    await this.client.query("begin");
    // Of two that wait for each other it is not the product that gives in.
    await this.client.query("set local deadlock_timeout = '50ms'");
  }

  async #setTriggers(withTriggers: boolean): Promise<void> {
    await this.client.query(`set local session_replication_role = ${withTriggers ? "origin" : "replica"}`);
  }

  /** @param isPutBack leaves what the product has written over what was written here */
  async #write({ table, was, is }: Write, isPutBack = false): Promise<Write | null> {
    const shape = this.tables.get(table) as Table;
    const where = shape.key.map((column) => `x.${column} = w.${column}`).join(" and ");
    const record = (place: string) => `json_populate_record(null::${table}, ${place}::json)`;
    if (was === null) {
      // Of an account's number of changes the product has made a new one.
      const conflict = table === "account_iam_revision" ? "on conflict do nothing" : "";
      await this.client.query(`insert into ${table} select * from ${record("$1")} ${conflict}`, [JSON.stringify(is)]);
      return { table, was, is };
    }
    const { rows } = await this.client.query<{ data: string }>(
      `select row_to_json(x)::text as data from ${table} x, ${record("$1")} w where ${where} for update of x`,
      [JSON.stringify(was)],
    );
    // The product was faster.
    if (rows[0] === undefined) return null;
    const present = JSON.parse(rows[0].data) as Data;
    if (is === null) {
      await this.client.query(`delete from ${table} x using ${record("$1")} w where ${where}`, [JSON.stringify(present)]);
      return { table, was: present, is };
    }
    const isStill = (column: string) => JSON.stringify(present[column]) === JSON.stringify(was[column]);
    const changed = changedColumns(was, is).filter((column) => !isPutBack || isStill(column));
    // What is put back may be so already.
    if (changed.length === 0) return null;
    const after = { ...present, ...Object.fromEntries(changed.map((column) => [column, is[column] as Value])) };
    const set = changed.map((column) => `${column} = n.${column}`).join(", ");
    const written = await this.client.query<{ data: string }>(
      `update ${table} x set ${set} from ${record("$1")} w, ${record("$2")} n where ${where} returning row_to_json(x)::text as data`,
      [JSON.stringify(present), JSON.stringify(after)],
    );
    // As the database keeps it: a time is rounded, and JSON has its members in an order of its own.
    const [kept] = written.rows;
    return kept === undefined ? null : { table, was: present, is: JSON.parse(kept.data) as Data };
  }
}

function changedColumns(was: Data, is: Data): string[] {
  return Object.keys(is).filter((column) => JSON.stringify(was[column]) !== JSON.stringify(is[column]));
}

/** Rows that say something of one of these. */
export function mentions({ data }: Row, ids: readonly string[]): boolean {
  const text = JSON.stringify(data);
  return ids.some((id) => text.includes(id));
}
