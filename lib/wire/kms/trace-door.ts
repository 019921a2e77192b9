/** The audit trail: extensions of this product. Filters are the same everywhere; all of what is given holds. */
import { z } from "zod";
import { type SealedTrace, TRACE_OUTCOMES } from "#lib/domain/trace";
import { TRACE_EXPORT_FORMATS, type TraceExport } from "#lib/operations/trace-operations";
import { base64, textOrNull } from "../codec";
import type { DoorRow } from "../door-row";
import { optional, sequence, wholeNumber } from "../field";
import { held } from "../held";
import { record } from "../record";
import { traceCsv } from "./trace-text";

/** Up to the year 9999, which is as far as the database's and JavaScript's times agree. */
const LATEST_MS = 253_402_300_799_999;
const FILTER_MAX = 50;

const moment = z.codec(wholeNumber(0, LATEST_MS), held<Date>(), { decode: (ms) => new Date(ms), encode: (date) => date.getTime() });

const signedAt = z.codec(z.number().int(), held<Date>(), { decode: (ms) => new Date(ms), encode: (date) => date.getTime() });

/** Anything that could stand there; a control character stands nowhere. */
const text = z.string().regex(/^\P{Cc}{1,256}$/u);

/** One, or several of which one must fit. */
function oneOrSeveral<T extends z.ZodType>(one: T) {
  const several = z.array(one).min(1).max(FILTER_MAX);
  return z.codec(z.union([one, several]), held<readonly z.output<T>[]>(), {
    decode: (given) => (Array.isArray(given) ? given : [given]) as z.output<T>[],
    encode: (given) => [...given] as z.output<T>[],
  });
}

const filter = {
  from: optional(moment).describe("Epoch milliseconds: from this moment on"),
  to: optional(moment).describe("Epoch milliseconds: before this moment"),
  trace_name: optional(oneOrSeveral(text)).describe("One of these names"),
  not_trace_name: optional(oneOrSeveral(text)).describe("None of these names"),
  resource_id: optional(text),
  caller_id: optional(text).describe("User ID of the caller"),
  outcome: optional(oneOrSeveral(z.enum(TRACE_OUTCOMES))),
  ip: optional(text).describe("Address of the caller"),
  request_id: optional(text),
};
const filterNames = { trace_name: "traceNames", not_trace_name: "notTraceNames", outcome: "outcomes" } as const;
const filterErrors = { from: "traceTimesInvalid", to: "traceTimesInvalid" } as const;

const traceBody = z
  .object({
    trace_id: z.string().describe("Number in the trail; ascending, with gaps"),
    time: z.number().int().describe("Epoch milliseconds at which it was decided what became of the call"),
    trace_name: z.string(),
    outcome: z.enum(TRACE_OUTCOMES).describe("normal: done; warning: refused; incident: a fault of the service, or an attack"),
    error_code: z.string().describe('Code that the caller was told; "" where it was done'),
    user_type: z.string().describe("user, service, federated, system, operator or unknown"),
    user_id: z.string(),
    user_name: z.string(),
    user_domain_id: z.string().describe("Account of the caller"),
    access_key: z.string().describe("Access key that signed the request"),
    source: z.string().describe("api, console or system"),
    ip: z.string().describe("Address of the caller"),
    request_id: z.string(),
    resource_type: z.string(),
    resource_id: z.string(),
    resource_name: z.string().describe("Name of the resource at that time"),
    domain_id: z.string().describe("Account that the trace belongs to: the key's"),
    project_id: z.string().describe('"" of what is about the account'),
    right_type: z.string().describe("What the call rested on: role, statement, grant, own, defaultKey, everybody or operator"),
    right_id: z.string().describe("ID of the role, of the policy and its statement (POLICY#0), or of the grant"),
    grant_id: z.string(),
    key_version: z.union([z.number().int(), z.null()]).describe("Version of the key that worked, from 0; null where none did"),
    would_fail: z.boolean().describe("It worked while the key was being disabled in shadow"),
    details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    leaf_index: z
      .union([z.number().int(), z.null()])
      .describe("Index in the sealed log, from 0; null while no checkpoint has it. It is no part of the row that is sealed"),
  })
  .meta({ id: "Trace" });

/** Its form is canonical already, inside as outside; only its index is not the row's own. */
const trace = z.codec(traceBody, held<SealedTrace>(), { decode: (body) => body as SealedTrace, encode: (inside) => inside as never });

const traceId = z.codec(z.union([z.string().regex(/^[1-9]\d{0,17}$/), z.number().int().min(1)]), held<bigint>(), {
  decode: (id) => BigInt(id),
  encode: String,
});

const bucket = record({
  from: moment,
  normal: z.number().int(),
  warning: z.number().int(),
  incident: z.number().int(),
});

const CONTENT_TYPES = { ndjson: "application/x-ndjson; charset=utf-8", csv: "text/csv; charset=utf-8; header=present" } as const;

const example = { from: 1_796_000_000_000, outcome: "warning", limit: 100 };

export const traceDoor = {
  listTraces: {
    method: "POST",
    path: "/v1.0/:project_id/kms/list-traces",
    input: record({ ...filter, limit: optional(wholeNumber(1, 1_000)), marker: optional(text), sequence }, filterNames),
    fieldErrors: { ...filterErrors, limit: "limitInvalid", marker: "traceMarkerInvalid" },
    output: record({ traces: z.array(trace), next_marker: textOrNull.describe('"" on the last page') }),
    secretFields: [],
    refusals: ["traceTimesInvalid", "limitInvalid", "traceMarkerInvalid"],
    example,
  },
  showTrace: {
    method: "POST",
    path: "/v1.0/:project_id/kms/show-trace",
    input: record({ trace_id: traceId, sequence }),
    output: record({ trace }),
    secretFields: [],
    refusals: ["traceNotFound"],
    example: { trace_id: "1" },
  },
  showReceipt: {
    method: "POST",
    path: "/v1.0/:project_id/kms/show-receipt",
    input: record({
      trace_id: optional(traceId).describe("This or request_id is needed; where both are there, both hold"),
      request_id: optional(text).describe("X-Request-Id of the answer to the call; of a call with several traces the last is meant"),
      sequence,
    }),
    output: record({
      trace_id: z.string(),
      leaf_index: z.number().int().describe("Index in the sealed log, from 0"),
      size: z.number().int().describe("Rows that the checkpoint covers"),
      leaf: z.string().describe("The canonical row (RFC 8785), whose UTF-8 is the leaf"),
      proof: z.array(base64).describe("Siblings from the leaf to the root (RFC 9162 §2.1.3), 32 bytes each, in base64"),
      checkpoint: z.string().describe("Signed note (C2SP tlog-checkpoint)"),
      checkpoint_time: signedAt.describe("Epoch milliseconds at which it was signed, as the service says: the note has no time"),
      receipt: z.string().describe("The same as a file (C2SP tlog-proof), which verifies with the public audit key alone"),
    }),
    secretFields: [],
    refusals: ["traceNotFound", "traceNotSealed", "logNotAsSealed"],
    example: { trace_id: "1" },
  },
  countTraces: {
    method: "POST",
    path: "/v1.0/:project_id/kms/count-traces",
    input: record({ ...filter, buckets: optional(wholeNumber(1, 200)), sequence }, filterNames),
    fieldErrors: filterErrors,
    output: record(
      { total: z.number().int(), exact: z.boolean(), from: moment, to: moment, buckets: z.array(bucket) },
      { exact: "isExact" },
    ),
    secretFields: [],
    refusals: ["traceTimesInvalid"],
    example,
  },
  exportTraces: {
    method: "POST",
    path: "/v1.0/:project_id/kms/export-traces",
    input: record({ ...filter, format: optional(z.enum(TRACE_EXPORT_FORMATS)), sequence }, filterNames),
    fieldErrors: filterErrors,
    output: z
      .string()
      .describe(
        "The sealed export, the oldest first: a row a line as it was sealed, hashes of what is not shown, and the signed checkpoint, which verify with the public audit key alone; or CSV with a line of names, the newest first",
      ) as never,
    stream: {
      contentTypes: Object.values(CONTENT_TYPES),
      open: (output) => {
        const opened = output as TraceExport;
        const parts = opened.format === "csv" ? traceCsv(opened.pages) : opened.texts;
        return { contentType: CONTENT_TYPES[opened.format], fileName: `traces.${opened.format}`, parts };
      },
    },
    secretFields: [],
    refusals: ["traceTimesInvalid", "exportsTooMany", "traceNotSealed"],
    example: { ...example, format: "ndjson" },
  },
} as const satisfies Record<string, DoorRow>;
