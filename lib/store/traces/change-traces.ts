/**
 * What the traces of a transaction say of the books that it has changed. Invariant: every change of a book that the trail tells of is in a
 * trace of its own transaction, so the rows of today follow from the trail.
 */
import { randomBytes } from "node:crypto";
import { NO_RIGHT } from "#lib/domain/trace";
import { idOf, kindOf } from "../books/book-statements";
import type { WriteTraces } from "../books/change-books";
import { KEY_BOOK } from "../books/key-book";
import type { RunSql } from "../database/run-sql";
import { insertChangeTraces, type TraceRow } from "./traces";

/** Each section is in the last trace that is about its book, else in the first one. A change that has no trace is given one. */
export const writeTraces: WriteTraces = async (run, rows, sections) => {
  const places = new Map(rows.map(({ resourceId }, index) => [resourceId, index]));
  const traces = rows.length > 0 || sections.size === 0 ? rows : [await toUntold(run, [...sections.keys()])];
  const states = traces.map(() => [] as string[]);
  for (const [book, section] of sections) states[places.get(idOf(book)) ?? 0]?.push(section);
  await insertChangeTraces(
    run,
    traces.map((row, index) => ({ row, state: (states[index] ?? []).join("\n") })),
  );
};

const OF_KEY = `select account_id as "accountId", project_id as "projectId", alias from cmk where id = $1
  union all select account_id, project_id, alias from key_tombstone where key_id = $1`;
const OF_PEOPLE = ["iam_user", "iam_group", "policy", "project"]
  .map((table) => `select account_id as "accountId", null::text as "projectId", name as alias from ${table} where id = $1`)
  .join(" union all ");

/** What the product does by itself beside a call, such as noting that a one-time code was used. */
async function toUntold(run: RunSql, [book = ""]: readonly string[]): Promise<TraceRow> {
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
    requestId: randomBytes(16).toString("hex"),
    traceName: "recordChange",
    resourceType: isKey ? "cmk" : kindOf(book).name,
    resourceId: idOf(book),
    alias: found?.alias ?? "",
    outcome: "normal",
    errorCode: "",
    details: {},
  };
}
