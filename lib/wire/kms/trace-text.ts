/**
 * Traces as CSV that is kept. Invariant: nothing that somebody else chose does anything where it is opened: control and direction marks are
 * escaped, no cell is a formula and none breaks its line.
 */

import { escapeMarks } from "#lib/domain/text";
import type { TraceRecord } from "#lib/domain/trace";
import { toRow } from "../csv-cell";

type Pages = AsyncIterable<readonly TraceRecord[]>;

const BYTE_ORDER_MARK = "\ufeff";

const HEAD = [
  "trace_id",
  "time",
  "trace_name",
  "outcome",
  "error_code",
  "user_type",
  "user_id",
  "user_name",
  "user_domain_id",
  "access_key",
  "source",
  "ip",
  "request_id",
  "resource_type",
  "resource_id",
  "resource_name",
  "domain_id",
  "project_id",
  "right_type",
  "right_id",
  "grant_id",
  "key_version",
  "would_fail",
  "details",
] as const satisfies readonly (keyof TraceRecord)[];

/** Times in ISO 8601, UTC; details as JSON. */
export async function* traceCsv(pages: Pages): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + toRow(HEAD);
  for await (const page of pages) yield page.map((trace) => toRow(HEAD.map((name) => toText(trace, name)))).join("");
}

function toText(trace: TraceRecord, name: (typeof HEAD)[number]): string {
  if (name === "time") return new Date(trace.time).toISOString();
  if (name === "details") return escapeMarks(JSON.stringify(trace.details));
  // A line break within quotes is sound CSV, and yet it breaks lines for readers who look at lines.
  return escapeMarks(String(trace[name] ?? ""));
}
