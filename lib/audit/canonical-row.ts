/**
 * A trace as the sealed log has it: RFC 8785 (JSON Canonicalization Scheme) of its record, whose UTF-8 bytes are the leaf. Invariant: a row
 * gives the same bytes whenever and by whomever it is read; a row that anybody has changed, so that it says something else, gives others.
 */
import canonicalize from "canonicalize";
import { type Trace, type TraceRecord, toTraceRecord } from "#lib/domain/trace";

/** Members in the order of their UTF-16 code units (§3.2.3). Whoever adds one to the record is told here by the compiler. */
const NAMES = Object.keys({
  access_key: true,
  details: true,
  domain_id: true,
  error_code: true,
  grant_id: true,
  ip: true,
  key_version: true,
  outcome: true,
  project_id: true,
  request_id: true,
  resource_id: true,
  resource_name: true,
  resource_type: true,
  right_id: true,
  right_type: true,
  source: true,
  state: true,
  time: true,
  trace_id: true,
  trace_name: true,
  user_domain_id: true,
  user_id: true,
  user_name: true,
  user_type: true,
  would_fail: true,
} satisfies Record<keyof TraceRecord, true>).sort() as (keyof TraceRecord)[];

/** What comes before each value. */
const HEADS = NAMES.map((name, at) => `${at === 0 ? "{" : ","}"${name}":`);
/** What is not written as it is (§3.2.2.2), and halves of pairs, which ECMAScript knows how to write. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a string must not contain
const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/;

/** @param trace as it was read from the database, which keeps no more of a row than that */
export function canonicalRow(trace: Trace): string {
  const record = toTraceRecord(trace);
  // What is not nested is written as ECMAScript does, which is what the scheme says (§3.2.2); the library takes four times as long.
  let row = "";
  for (const [at, name] of NAMES.entries())
    row += HEADS[at] + (name === "details" ? canonicalDetails(record.details) : toJson(record[name]));
  return `${row}}`;
}

function toJson(value: unknown): string {
  return typeof value === "string" && !ESCAPED.test(value) ? `"${value}"` : JSON.stringify(value);
}

function canonicalDetails(details: unknown): string {
  try {
    return canonicalize(details) as string;
  } catch {
    // A number beyond a double's range: nobody but the database's owner can have written that, and it must not stop the log.
    return canonicalize(JSON.parse(JSON.stringify(details))) as string;
  }
}
