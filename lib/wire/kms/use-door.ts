/** Who uses a key, and disabling it in shadow: extensions of this product. */

import { z } from "zod";
import type { LastUse } from "#lib/domain/use/key-use";
import { CALLERS_TOLD_MAX, USE_DAYS_MAX } from "#lib/domain/use/key-use";
import { SHADOW_DAYS_MAX, SHADOW_DAYS_MIN } from "#lib/domain/use/shadow-disable";
import { epochMs, momentMs } from "../codec";
import type { DoorRow } from "../door-row";
import { keyById, optional, sequence, wholeNumber } from "../field";
import { held } from "../held";
import { record } from "../record";

const EXAMPLE_KEY = { key_id: "0d0466b0-e727-4d9c-b35d-f84bb474a37f" };
const TIME = "Epoch milliseconds";

const count = {
  calls: z.number().int().describe("Calls that used the key's material, or asked for it"),
  refused: z.number().int().describe("Of those that were refused or failed"),
  would_fail: z.number().int().describe("Of those that worked while the key was being disabled in shadow, this time or the last"),
};

const caller = record(
  {
    user_type: z.string().describe("user, service, federated, system, operator or unknown"),
    user_id: z.string(),
    user_name: z.string(),
    user_domain_id: z.string().describe('Account of a caller of elsewhere; "" of the key\'s own'),
    ...count,
    last_call_time: momentMs.describe(TIME),
    last_usage_time: epochMs.describe('Epoch milliseconds; "" where none of the calls worked'),
  },
  {
    user_type: "kind",
    user_id: "id",
    user_name: "name",
    user_domain_id: "accountId",
    last_call_time: "lastAt",
    last_usage_time: "lastUsedAt",
  },
);

const lastUsageBody = z.object({
  key_id: z.string(),
  creation_date: momentMs.describe(TIME),
  last_usage_time: epochMs.describe('Epoch milliseconds; "" where no use is known'),
  operation: z.string().describe("Trace name of that call"),
  request_id: z.string().describe('"" where it is not known'),
  user_type: z.string(),
  user_id: z.string(),
  user_name: z.string(),
  tracking_start_time: momentMs.describe("Epoch milliseconds from which on uses are known"),
});

type LastUsage = {
  readonly keyId: string;
  readonly createdAt: Date;
  readonly lastUse: (LastUse & { readonly requestId: string }) | null;
  readonly trackedSince: Date;
};

/** Flat, with "" for what there is not. */
const lastUsage = z.codec(lastUsageBody, held<LastUsage>(), {
  decode: (body) => ({
    keyId: body.key_id,
    createdAt: body.creation_date,
    lastUse: body.last_usage_time && {
      at: body.last_usage_time,
      traceName: body.operation,
      requestId: body.request_id,
      callerKind: body.user_type,
      callerId: body.user_id,
      callerName: body.user_name,
    },
    trackedSince: body.tracking_start_time,
  }),
  encode: ({ keyId, createdAt, lastUse, trackedSince }) => ({
    key_id: keyId,
    creation_date: createdAt,
    last_usage_time: lastUse?.at ?? null,
    operation: lastUse?.traceName ?? "",
    request_id: lastUse?.requestId ?? "",
    user_type: lastUse?.callerKind ?? "",
    user_id: lastUse?.callerId ?? "",
    user_name: lastUse?.callerName ?? "",
    tracking_start_time: trackedSince,
  }),
});

const shadow = record({
  since: momentMs.describe(TIME),
  until: momentMs.describe("Epoch milliseconds at which it ends, or ended"),
  is_running: z.boolean(),
  calls: z.number().int().describe("Calls that worked and would have failed"),
  callers: z.number().int(),
});

export const useDoor = {
  getKeyLastUsage: {
    method: "POST",
    path: "/v1.0/:project_id/kms/get-key-last-usage",
    input: record({ key_id: keyById, sequence }, { key_id: "key" }),
    output: lastUsage,
    secretFields: [],
    example: EXAMPLE_KEY,
  },
  listKeyCallers: {
    method: "POST",
    path: "/v1.0/:project_id/kms/list-key-callers",
    input: record(
      {
        key_id: keyById,
        days: optional(wholeNumber(1, USE_DAYS_MAX)).describe("How many days of UTC, today being the last; 30 unless said otherwise"),
        sequence,
      },
      { key_id: "key" },
    ),
    output: record(
      {
        key_id: z.string(),
        first_day: z.string().describe("YYYY-MM-DD"),
        tracking_start_time: momentMs.describe("Epoch milliseconds from which on uses are known"),
        ...count,
        is_whole: z.boolean().describe("false where the latest calls may be missing, since counting is far behind"),
        callers: z.array(caller).describe(`The latest first, ${CALLERS_TOLD_MAX} at most`),
        caller_count: z.number().int(),
        would_fail_callers: z.number().int(),
        operations: z.array(record({ operation: z.string().describe("Trace name"), ...count }, { operation: "traceName" })),
        versions: z.array(
          record({ version: z.number().int().nullable().describe("null: none worked, or it was not written down"), ...count }),
        ),
        days: z.array(record({ day: z.string().describe("YYYY-MM-DD in UTC"), ...count })).describe("Days without a call are left out"),
        shadow: shadow.nullable().describe("What disabling in shadow has met, this time or the last; null where that never was"),
      },
      { tracking_start_time: "trackedSince" },
    ),
    secretFields: [],
    example: { ...EXAMPLE_KEY, days: 30 },
  },
  startShadowDisable: {
    method: "POST",
    path: "/v1.0/:project_id/kms/start-shadow-disable",
    input: record({ key_id: keyById, days: wholeNumber(SHADOW_DAYS_MIN, SHADOW_DAYS_MAX), sequence }, { key_id: "key" }),
    output: record(
      { key_id: z.string(), shadow_disable_since: momentMs.describe(TIME), shadow_disable_until: momentMs.describe(TIME) },
      { shadow_disable_since: "since", shadow_disable_until: "until" },
    ),
    secretFields: [],
    example: { ...EXAMPLE_KEY, days: 7 },
  },
  stopShadowDisable: {
    method: "POST",
    path: "/v1.0/:project_id/kms/stop-shadow-disable",
    input: record({ key_id: keyById, sequence }, { key_id: "key" }),
    output: record({ key_id: z.string() }),
    secretFields: [],
    example: EXAMPLE_KEY,
  },
} as const satisfies Record<string, DoorRow>;
