/** A project at a glance: for the console's Overview screen. What is not known is absent. */
import { z } from "zod";
import { KEY_SPEC_NAMES } from "#lib/domain/key-spec";
import { KEY_NEEDS, OVERVIEW_RANGE_NAMES } from "#lib/domain/overview/overview";
import { epochMs, momentMs } from "../codec";
import type { DoorRow } from "../door-row";
import { optional, sequence } from "../field";
import { record } from "../record";
import { possibleState } from "./key-state-codec";

const number = z.number().int();
const time = epochMs.describe('Epoch milliseconds; "" where it is not known');
const moment = momentMs.describe("Epoch milliseconds");

const need = record({
  kind: z.enum(KEY_NEEDS),
  total: number.describe("Keys of this kind; the most urgent are named"),
  keys: z.array(
    record({
      kind: z.enum(KEY_NEEDS),
      key_id: z.string(),
      alias: z.string(),
      at: time,
      last_call_at: time.describe('Last call since the deletion was scheduled; "" for none'),
      last_caller: z.string().describe('Who that was; "" where it is not to be told'),
    }),
  ),
});
const coming = record({ total: number, events: z.array(record({ key_id: z.string(), alias: z.string(), at: moment })) });
const trend = z.array(number).describe("Calls in each bucket");

const calls = record({
  from: moment,
  to: moment,
  buckets: z.array(record({ from: moment, succeeded: number, refused: number, failed: number })),
  keys: z.array(record({ key_id: z.string(), alias: z.string(), calls: number, trend })).describe("The busiest first"),
  callers: z
    .array(record({ caller_id: z.string(), caller_kind: z.string(), caller_name: z.string(), calls: number, trend }))
    .optional()
    .describe("The busiest first"),
});

export const overviewDoor = {
  describeOverview: {
    method: "POST",
    path: "/v1.0/:project_id/kms/overview",
    input: record({
      with_keys: optional(z.literal(true)).describe("Keys by state and algorithm, and what comes up"),
      with_use: optional(z.literal(true)).describe("What is known of use; that takes the permission to see a key's details"),
      range: optional(z.enum(OVERVIEW_RANGE_NAMES)).describe("Calls of so long; that takes the same permission"),
      with_callers: optional(z.literal(true)).describe("Who called; that takes the permission to read traces"),
      sequence,
    }),
    output: record({
      needs: z.array(need),
      quota: record({ used: number, quota: number, days_left: number.nullable() }).optional().describe("Where 80 % of it are used"),
      unused: record({ keys: number, exact: z.boolean() }, { exact: "isExact" }).optional().describe("Keys without use for 90 days"),
      kinds: record({
        states: z.array(record({ state: possibleState, keys: number })),
        specs: z.array(record({ spec: z.enum(KEY_SPEC_NAMES), keys: number })),
      }).optional(),
      coming: record({ deletions: coming, expiries: coming, rotations: coming }).optional().describe("In the next 30 days"),
      calls: calls.optional(),
    }),
    secretFields: [],
    example: { with_keys: true, range: "24h" },
  },
} as const satisfies Record<string, DoorRow>;
