/**
 * A trace as a message of syslog (RFC 5424). Invariant: a message is printable ASCII but for the values of its structured data, which are
 * UTF-8 without control and direction marks; whatever somebody else chose begins no line, no field and no second message.
 */
import { escapeMarks } from "#lib/domain/text";
import { type Trace, type TraceOutcome, toTraceRecord } from "#lib/domain/trace";

/** "log audit" of RFC 5424. */
const FACILITY = 13;
/** Informational, warning, error. */
const SEVERITY: Readonly<Record<TraceOutcome, number>> = { normal: 6, warning: 4, incident: 3 };
const APP_NAME = "kms-console";
/** The enterprise number is the one that RFC 5612 keeps for whoever has none of their own. */
const SD_ID = "trace@32473";

/** @param hostName of this machine */
export function toSyslogMessage(trace: Trace, hostName: string): string {
  const priority = FACILITY * 8 + SEVERITY[trace.outcome];
  const head = `<${priority}>1 ${trace.time.toISOString()} ${toName(hostName, 255)} ${APP_NAME} - ${toName(trace.traceName, 32)}`;
  const record = toTraceRecord(trace);
  const values = {
    id: record.trace_id,
    outcome: record.outcome,
    error: record.error_code,
    user: record.user_id,
    ip: record.ip,
    resource: record.resource_id,
    account: record.domain_id,
    project: record.project_id,
    request: record.request_id,
  };
  const data = Object.entries(values)
    .filter(([, value]) => value !== "")
    .map(([name, value]) => ` ${name}="${toParameter(value)}"`)
    .join("");
  return `${head} [${SD_ID}${data}] ${toAscii(JSON.stringify(record))}`;
}

/** Names in the head of a message: printable ASCII without blanks; "-" is nothing. */
function toName(text: string, most: number): string {
  return text.replace(/[^\x21-\x7e]/g, "_").slice(0, most) || "-";
}

/** RFC 5424, 6.3.3: three characters are escaped, and no other escape means anything. */
function toParameter(text: string): string {
  return escapeMarks(text).replace(/["\\\]]/g, (mark) => `\\${mark}`);
}

/** Text of JSON stays the same text to whoever parses it. */
function toAscii(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
