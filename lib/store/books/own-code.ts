/**
 * That nothing else has a hand in what a transaction writes. A trigger or a function that the database's owner has made runs in the
 * product's own transaction, and what it writes would be sealed. Invariant: whoever has changed a table has it locked against new triggers,
 * so a look after the change sees those that fired.
 */
import { KmsError } from "#lib/domain/errors";
import type { RunSql } from "../database/run-sql";
import { compareSchema, type SchemaDifference, sentenceOf } from "../schema/compare-schema";

/** Which transactions wrote each trigger, rule and function there is; while it is the same, so are they. */
export const CODE_STAMP = `select pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.string_agg(place || ':' || xmin, ',' order by place), 'UTF8')), 'hex') as stamp from (
    select 't' || t.oid::text as place, t.xmin::text as xmin from pg_catalog.pg_trigger t join pg_catalog.pg_class c on c.oid = t.tgrelid
      where not t.tgisinternal and c.relnamespace = 'public'::regnamespace
    union all select 'r' || r.oid::text, r.xmin::text from pg_catalog.pg_rewrite r
      where (select c.relnamespace from pg_catalog.pg_class c where c.oid = r.ev_class) = 'public'::regnamespace
    union all select 'f' || p.oid::text, p.xmin::text from pg_catalog.pg_depend d join pg_catalog.pg_proc p on p.oid = d.objid
      where d.refclassid = 'pg_catalog.pg_namespace'::regclass and d.refobjid = 'public'::regnamespace
      and d.classid = 'pg_catalog.pg_proc'::regclass) code`;

/** What runs when a row is written. */
const KINDS = new Set(["trigger", "rule", "function"]);
/** Code that does not run writes nothing; that it does not is told by whoever compares the schema. */
const QUIET = new Set(["is missing", "is disabled", "fires for replication alone"]);

/** Runs statements in a transaction of their own, on a connection that no other transaction waits for. */
export type InOwnTransaction = <T>(work: (run: RunSql) => Promise<T>) => Promise<T>;

type Look = { readonly stamp: string; readonly strange: readonly SchemaDifference[] };

export class OwnCode {
  readonly #inOwnTransaction: InOwnTransaction;
  /** Under which all was as the migrations make it. */
  #known: string | null = null;
  /** The look that is under way, for all who want one. */
  #look: Promise<Look> | null = null;

  constructor(inOwnTransaction: InOwnTransaction) {
    this.#inOwnTransaction = inOwnTransaction;
  }

  /** Looks before anybody has to wait for it. */
  async learn(): Promise<void> {
    await this.#lookOnce();
  }

  /** @throws KmsError `materialIntegrity` where there is code that the migrations have not made */
  async require(run: RunSql): Promise<void> {
    const stamp = await readStamp(run);
    if (stamp === this.#known) return;
    // The look that was under way may have begun before; the next one sees what this transaction saw, or later.
    for (let looks = 0; looks < 2; looks += 1) {
      const { strange } = await this.#lookOnce();
      if (stamp === this.#known) return;
      if (strange.length > 0) throw toRefusal(strange);
    }
    throw toRefusal([{ kind: "schema", name: "public", what: "is being changed" }]);
  }

  /** It was another database. */
  forget(): void {
    this.#known = null;
  }

  #lookOnce(): Promise<Look> {
    this.#look ??= this.#inOwnTransaction(look)
      .then((found) => {
        if (found.strange.length === 0) this.#known = found.stamp;
        return found;
      })
      .finally(() => {
        this.#look = null;
      });
    return this.#look;
  }
}

async function look(run: RunSql): Promise<Look> {
  const stamp = await readStamp(run);
  const strange = (await compareSchema(run)).filter(runs);
  return { stamp, strange: (await readStamp(run)) === stamp ? strange : [{ kind: "schema", name: "public", what: "is being changed" }] };
}

async function readStamp(run: RunSql): Promise<string> {
  const [row] = await run<{ stamp: string | null }>(CODE_STAMP, []);
  return row?.stamp ?? "";
}

function toRefusal(strange: readonly SchemaDifference[]): KmsError {
  const cause = new Error(`the schema is not the migrations': ${strange.map(sentenceOf).join(", ")}`);
  const message = "The database runs code that the product has not made, so nothing is changed. Quote the request ID when you report it.";
  return new KmsError("materialIntegrity", { message, cause });
}

function runs({ kind, what }: SchemaDifference): boolean {
  return KINDS.has(kind) && !QUIET.has(what);
}
