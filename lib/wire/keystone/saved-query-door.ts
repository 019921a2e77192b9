/** Saved filters of the audit traces: an extension of this product, spelled like the others of its kind (OS-TRACE). */
import { z } from "zod";
import { HEX_ID_PATTERN } from "#lib/domain/ids";
import { isSavedQueryName, isTraceQuery, SAVED_QUERY_NAME_MAX, TRACE_QUERY_MAX } from "#lib/domain/trail/trace-query";
import { type DoorRow, noContent } from "../door-row";
import { refused } from "../field";
import { held } from "../held";
import { record } from "../record";

const queryId = z
  .string()
  .refine((id) => HEX_ID_PATTERN.test(id), refused("identityNotFound"))
  .meta({ pattern: HEX_ID_PATTERN.source });
const isoTime = z.codec(z.string(), held<Date>(), { decode: (text) => new Date(text), encode: (time) => time.toISOString() });

const savedQuery = record({ id: z.string(), name: z.string(), query: z.string(), created_at: isoTime });

const ALL = "/v3.0/OS-TRACE/saved-queries";

export const savedQueryDoor = {
  listSavedQueries: {
    method: "GET",
    path: ALL,
    input: record({}),
    output: record({ queries: z.array(savedQuery) }),
    secretFields: [],
  },
  saveQuery: {
    method: "POST",
    path: ALL,
    status: 201,
    input: record({
      name: z.string().refine(isSavedQueryName, refused("savedQueryInvalid")).meta({ minLength: 1, maxLength: SAVED_QUERY_NAME_MAX }),
      query: z
        .string()
        .refine(isTraceQuery, refused("savedQueryInvalid"))
        .meta({ maxLength: TRACE_QUERY_MAX })
        .describe("Query of a URL of the console: range, from, to, and the filters of list-traces, names and outcomes parted by commas"),
    }),
    output: record({ saved_query: savedQuery }),
    secretFields: [],
    refusals: ["savedQueryInvalid", "savedQueryQuotaReached", "userNeeded"],
    example: { name: "Refused this week", query: "range=7d&outcome=warning%2Cincident" },
  },
  deleteSavedQuery: {
    method: "DELETE",
    path: `${ALL}/:query_id`,
    status: 204,
    input: record({ query_id: queryId }),
    output: noContent,
    secretFields: [],
    refusals: ["identityNotFound"],
  },
} as const satisfies Record<string, DoorRow>;
