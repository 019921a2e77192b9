/**
 * What the traces of a transaction say of the books that it has changed. Invariant: every change of a book that the trail tells of is in a
 * trace of its own transaction, so the rows of today follow from the trail.
 */
import { newRequestId } from "#lib/base/request-id";
import { NO_RIGHT } from "#lib/domain/trace";
import { idOf, kindOf } from "../books/book-statements";
import type { WriteTraces } from "../books/change-books";
import { KEY_BOOK } from "../books/key-book";
import type { RunSql } from "../database/run-sql";
import { insertChangeTraces, type TraceRow } from "./traces";

/** In bytes, nearly: what a trace says of books is not longer, but of one that is so by itself. */
const LONGEST = 200_000;

/**
 * Each section is in the last trace that is about its book, else in the first one. A change that has no trace is given one, and what is too
 * long for one has several.
 */
export const writeTraces: WriteTraces = async (run, rows, sections) => {
  const places = new Map(rows.map(({ resourceId }, index) => [resourceId, index]));
  const traces: { row: TraceRow; state: string }[] = rows.map((row) => ({ row, state: "" }));
  for (const [book, section] of sections) {
    let trace = traces[places.get(idOf(book)) ?? 0];
    if (trace === undefined || isFull(trace.state, section)) trace = traces.at(-1);
    if (trace === undefined || isFull(trace.state, section)) {
      trace = { row: await toUntold(run, book), state: "" };
      traces.push(trace);
    }
    trace.state += trace.state === "" ? section : `\n${section}`;
  }
  await insertChangeTraces(run, traces);
};

function isFull(state: string, section: string): boolean {
  return state !== "" && state.length + section.length > LONGEST;
}

const OF_KEY = `select account_id as "accountId", project_id as "projectId", alias from cmk where id = $1
  union all select account_id, project_id, alias from key_tombstone where key_id = $1`;
const OF_PEOPLE = ["iam_user", "iam_group", "policy", "project"]
  .map((table) => `select account_id as "accountId", null::text as "projectId", name as alias from ${table} where id = $1`)
  .join(" union all ");

/** What the product does by itself beside a call, such as noting that a one-time code was used. */
async function toUntold(run: RunSql, book: string): Promise<TraceRow> {
  const isKey = kindOf(book) === KEY_BOOK;
  const [found] = await run<Pick<TraceRow, "accountId" | "projectId" | "alias">>(isKey ? OF_KEY : OF_PEOPLE, [idOf(book)]);
  return {
    time: new Date(),
    accountId: found?.accountId ?? (kindOf(book).name === "account" ? idOf(book) : ""),
    projectId: found?.projectId ?? null,
    callerKind: "system",
    callerId: "",
    callerName: "Key Management Service",
    callerAccountId: "",
    accessKey: "",
    ...NO_RIGHT,
    source: "system",
    ip: "",
    requestId: newRequestId(),
    traceName: "recordState",
    resourceType: isKey ? "cmk" : kindOf(book).name,
    resourceId: idOf(book),
    alias: found?.alias ?? "",
    outcome: "normal",
    errorCode: "",
    details: {},
  };
}
