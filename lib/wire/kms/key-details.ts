/** KeyDetails, the wire's picture of a key: all strings, times in epoch milliseconds, "" for absent (api-reference §2.1). */
import { z } from "zod";
import { epochMs, momentMs, truthText } from "../codec";
import { record, renamed } from "../record";
import { keyState } from "./key-state-codec";

const TIME = 'Epoch milliseconds; "" where there is none';
const time = epochMs.describe(TIME);
const SHADOW = "Epoch milliseconds; only of a key that is being disabled in shadow (extension)";

const wire = z
  .object({
    key_id: z.string(),
    domain_id: z.string(),
    key_alias: z.string(),
    realm: z.string(),
    key_spec: z.string(),
    key_usage: z.string(),
    key_description: z.string(),
    creation_date: momentMs.describe(TIME),
    scheduled_deletion_date: time,
    key_state: keyState,
    default_key_flag: z.codec(z.enum(["0", "1"]), z.boolean(), { decode: (flag) => flag === "1", encode: (is) => (is ? "1" : "0") }),
    key_type: z.string(),
    expiration_time: time,
    origin: z.enum(["kms", "external"]),
    key_rotation_enabled: truthText,
    sys_enterprise_project_id: z.string(),
    keystore_id: z.string(),
    key_label: z.string(),
    partition_type: z.string(),
    shadow_disable_since: momentMs.optional().describe(SHADOW),
    shadow_disable_until: momentMs.optional().describe(SHADOW),
  })
  .meta({ id: "KeyDetails" });

const NAMES = {
  key_id: "id",
  domain_id: "accountId",
  key_alias: "alias",
  realm: "region",
  key_spec: "spec",
  key_usage: "usage",
  key_description: "description",
  creation_date: "createdAt",
  scheduled_deletion_date: "scheduledDeletionAt",
  key_state: "state",
  default_key_flag: "isDefault",
  key_type: null,
  expiration_time: "materialExpiresAt",
  key_rotation_enabled: "isRotationEnabled",
  sys_enterprise_project_id: "enterpriseProjectId",
  keystore_id: null,
  key_label: null,
  partition_type: null,
  shadow_disable_since: "shadowSince",
  shadow_disable_until: "shadowUntil",
} as const;
const CONSTANTS = { key_type: "1", keystore_id: "0", key_label: "", partition_type: "" };

/** KeyDetails ⇄ `KeyView`. */
export const keyDetails = renamed(wire, NAMES, CONSTANTS);
export type KeyDetails = z.input<typeof keyDetails>;

/** When a key was used last ⇄ `LastUse`. */
export const lastUse = record(
  {
    time: momentMs,
    operation: z.string().describe("Trace name of the call"),
    user_type: z.string(),
    user_id: z.string(),
    user_name: z.string(),
  },
  { time: "at", operation: "traceName", user_type: "callerKind", user_id: "callerId", user_name: "callerName" },
);

/** KeyDetails with what a search was asked for besides ⇄ `FoundKey`. */
export const foundKey = renamed(
  wire
    .extend({
      tags: z.array(z.object({ key: z.string(), value: z.string() })).optional(),
      last_rotation_time: epochMs.optional().describe(TIME),
      next_rotation_time: epochMs.optional().describe(TIME),
      last_use: lastUse.nullable().optional().describe("null where no use is known"),
    })
    .meta({ id: "FoundKey" }),
  { ...NAMES, last_rotation_time: "lastRotationAt", next_rotation_time: "nextRotationAt" },
  CONSTANTS,
);
export type FoundKey = z.input<typeof foundKey>;
