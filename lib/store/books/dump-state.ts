/**
 * All books as text, for whoever replays the trail and compares: `{"format":"kms-state/1","settled":"…"}`, a line for each book, and
 * `{"books":N}` at the end of what is whole. Invariants: all lines are of one moment, and each change whose trace has at most the number
 * `settled` is in them; each row of each book is there, with its meaning; and of a meaning that is a secret of somebody's there is the
 * digest alone, which is made in the database.
 */
import { setTimeout as pause } from "node:timers/promises";
import { KmsError } from "#lib/domain/errors";
import type { RunSql } from "../database/run-sql";
import type { Store } from "../open";
import { SettledTrail } from "../traces/settled";
import { digestOf, type Kind, type Part } from "./book-kinds";
import { IN_ORDER, parts, TOLD_KINDS } from "./book-statements";
import { rangesOf } from "./ranges";

/** Whoever writes a trace takes some ms. */
const PATIENCE_MS = 30_000;
const PAUSE_MS = 100;

type Places = Pick<Store, "queueSql" | "transactSql">;

/**
 * @param write takes text, and says when it wants more
 * @throws KmsError `unavailable` where somebody has been writing traces for too long, or the database ended the reading; and what `write` throws
 */
export async function dumpState(store: Places, write: (text: string) => Promise<void>): Promise<void> {
  // Before the moment of which the lines are: then they have all that is settled, and may have more.
  const settled = await settle(store);
  let isBegun = false;
  await store.transactSql(async (run) => {
    if (isBegun) throw new KmsError("unavailable", { message: "The database ended the reading: run the command again." });
    isBegun = true;
    await run("set transaction isolation level repeatable read, read only", []);
    // However long whoever reads the lines takes for some of them.
    await run("set local idle_in_transaction_session_timeout = 0", []);
    await write(`${JSON.stringify({ format: "kms-state/1", settled: String(settled) })}\n`);
    const books = await dumpBooks(run, write);
    await write(`${JSON.stringify({ books })}\n`);
  });
}

async function settle(store: Places): Promise<bigint> {
  const run = async <T>(text: string, values: readonly unknown[]) => (await store.queueSql(text, [...values])).rows as T[];
  const trail = new SettledTrail(run);
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end; await pause(PAUSE_MS)) {
    const settled = await trail.look();
    if (settled > 0n) return settled;
    const [sequence] = await run<{ isUsed: boolean }>('select is_called as "isUsed" from trace_id_seq', []);
    if (sequence?.isUsed === false) return 0n;
  }
  throw new KmsError("unavailable", {
    message: "A transaction has been writing traces for long: look for it in the database, and try again.",
  });
}

/** SQL: what is told of a row, as JSON. */
function rowOf({ table, key, meaning, isSecret }: Part): string {
  const told = (name: string, value: string) =>
    `'{"table":"${table}","row":' || pg_catalog.to_json(${key})::text || ',"${name}":' || pg_catalog.to_json(${value})::text || '}'`;
  return `case when ${isSecret} then ${told("digest", digestOf(meaning))} else ${told("meaning", meaning)} end`;
}

/**
 * Statement: a line for each book of a kind after `$1` up to and with `$2`, or to the end where that is null; rows that belong to nothing
 * have one too. Without a seal its number is 0, which is no number of a change.
 */
export function dumpRangeOf(kind: Kind): string {
  const isWanted = (id: string) => `${id} > $1 and ($2::text is null or ${id} <= $2)`;
  const rows = parts(kind).map(
    ([ord, part]) => `select ${part.id}, ${ord}, ${part.place}, ${rowOf(part)}, ${kind.isEnded === null ? "null" : "1"}::bigint
      from ${part.from} where ${isWanted(part.id)}`,
  );
  const seals = `select pg_catalog.substr(e.book, ${kind.name.length + 2}), 99, '', null, e.number from integrity_seal e
      where pg_catalog.starts_with(e.book, '${kind.name}/') and e.book > '${kind.name}/' || $1 and ($2::text is null or e.book <= '${kind.name}/' || $2)`;
  return `select '{"book":' || pg_catalog.to_json('${kind.name}/' || id)::text || ',"number":"' || coalesce(pg_catalog.max(number), 0)::text
      || '","rows":[' || coalesce(pg_catalog.string_agg(item, ',' ${IN_ORDER}), '') || ']}' as line
    from (${(kind.isEnded === null ? [...rows, seals] : rows).join(" union all ")}) parts (id, ord, place, item, number) group by id order by id`;
}

/** @returns how many books there are */
async function dumpBooks(run: RunSql, write: (lines: string) => Promise<void>): Promise<number> {
  let books = 0;
  for (const kind of TOLD_KINDS) {
    const statement = dumpRangeOf(kind);
    const dump = async (after: string, end: string | null) => {
      const lines = await run<{ line: string }>(statement, [after, end]);
      books += lines.length;
      if (lines.length > 0) await write(lines.map(({ line }) => `${line}\n`).join(""));
    };
    let last = "";
    for await (const { after, end } of rangesOf(kind, run)) {
      await dump(after, end);
      last = end;
    }
    // What is left belongs to nothing.
    await dump(last, null);
  }
  return books;
}
