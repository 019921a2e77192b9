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
    union all select 'r' || r.oid::text, r.xmin::text from pg_catalog.pg_rewrite r join pg_catalog.pg_class c on c.oid = r.ev_class
      where c.relnamespace = 'public'::regnamespace
    union all select 'f' || p.oid::text, p.xmin::text from pg_catalog.pg_proc p where p.pronamespace = 'public'::regnamespace) code`;

/** What runs when a row is written. */
const KINDS = new Set(["trigger", "rule", "function"]);
/** Code that does not run writes nothing; that it does not is told by whoever compares the schema. */
const QUIET = new Set(["is missing", "is disabled", "fires for replication alone"]);

export class OwnCode {
  /** Under which all was as the migrations make it. */
  #known: string | null = null;

  /** @throws KmsError `materialIntegrity` where there is code that the migrations have not made */
  async require(run: RunSql): Promise<void> {
    const [row] = await run<{ stamp: string | null }>(CODE_STAMP, []);
    const stamp = row?.stamp ?? "";
    if (stamp === this.#known) return;
    const strange = (await compareSchema(run)).filter(runs);
    if (strange.length > 0) {
      const cause = new Error(`the schema is not the migrations': ${strange.map(sentenceOf).join(", ")}`);
      const message =
        "The database runs code that the product has not made, so nothing is changed. Quote the request ID when you report it.";
      throw new KmsError("materialIntegrity", { message, cause });
    }
    this.#known = stamp;
  }

  /** It was another database. */
  forget(): void {
    this.#known = null;
  }
}

function runs({ kind, what }: SchemaDifference): boolean {
  return KINDS.has(kind) && !QUIET.has(what);
}
