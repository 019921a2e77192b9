/** What the installation is made of and whether it is well: for the console's System screen. */
import { z } from "zod";
import { JOB_NAMES } from "#lib/domain/job";
import { WRAPPING_ALGORITHM_NAMES } from "#lib/domain/wrapping-algorithm";
import { RECEIVERS } from "#lib/operations/system-operations";
import { base64, epochMs, momentMs, textOrNull } from "../codec";
import type { DoorRow } from "../door-row";
import { record } from "../record";

const status = z.codec(z.enum(["ok", "failing"]), z.boolean(), {
  decode: (text) => text === "ok",
  encode: (isWell) => (isWell ? "ok" : "failing"),
});
const place = z.codec(z.enum(["token", "host"]), z.boolean(), {
  decode: (text) => text === "token",
  encode: (isInToken) => (isInToken ? "token" : "host"),
});
const roles = z.codec(z.enum(["separate", "owner_only"]), z.boolean(), {
  decode: (text) => text === "separate",
  encode: (isSeparate) => (isSeparate ? "separate" : "owner_only"),
});
const time = epochMs.describe('Epoch milliseconds; "" for never');

const hsm = record(
  {
    status,
    label: z.string(),
    manufacturer: z.string(),
    model: z.string(),
    serial_number: z.string(),
    library: z.string(),
    oaep_sha256: place.describe("Where the decoding step of RSAES_OAEP_SHA_256 runs, as the start-up probe found it"),
    imports_in_token: z
      .array(z.enum(WRAPPING_ALGORITHM_NAMES))
      .describe("Wrapping algorithms under which an imported AES key is unwrapped wholly in the HSM"),
  },
  { status: "isWell", oaep_sha256: "oaepSha256InToken" },
);

const job = record(
  {
    name: z.enum(JOB_NAMES),
    status: status.describe("Whether the last run went well"),
    last_run: time.describe("End of the last run that went well"),
    next_run: time,
    last_failure: time,
    failure: z.string().describe('What the last failure was; "" where there was none'),
    failures: z.number().int().describe("Runs that failed, ever"),
    failures_in_a_row: z.number().int(),
  },
  { status: "isWell" },
);

const witness = record({
  name: z.string(),
  size: z.union([z.number().int(), z.null()]).describe("Rows of the checkpoint that it cosigned last; null where it has cosigned none"),
  cosigned_at: time.describe('Epoch milliseconds; "" where it has cosigned none'),
  last_failure: time,
  failure: z.string().describe('What the last failure was; "" where there was none'),
  failures: z.number().int(),
  failures_in_a_row: z.number().int(),
  incident: textOrNull.describe('That it was shown another log, as a sentence; "" where it was not'),
});

const auditLog = record({
  broken: textOrNull.describe('A sentence where the log is not what was sealed, so that nothing more is; "" where it is'),
  faults: z.array(z.string()).describe("Sentences on entries that are not as they were sealed, 100 at most"),
  checkpoint: record({
    origin: z.string(),
    incarnation: z.number().int(),
    size: z.number().int().describe("Rows that it covers"),
    root: base64.describe("Root of their tree (RFC 9162 §2.1), in base64"),
    time: momentMs.describe("Epoch milliseconds at which it was signed"),
  })
    .nullable()
    .describe("The one that was signed last; null where none was yet"),
  lag_ms: z.number().int().describe("For how long the oldest trace has waited that no checkpoint has yet; 0 where none waits"),
  verification: record({
    time: momentMs.describe("Epoch milliseconds at its end"),
    begins: z.number().int().describe("Leaf index of the first row that was compared"),
    ends: z.number().int().describe("The one after the last"),
    wrong: z.number().int().describe("Entries that were not as they were sealed"),
  })
    .nullable()
    .describe("The last look at the rows, one by one; null where there was none yet"),
  witnesses: z.array(witness).describe("Who cosigns checkpoints"),
});

const forwarding = record(
  {
    name: z.enum(RECEIVERS),
    status: status.describe("Whether the last try went well, and somebody looks after it"),
    delivered_until: time.describe('Time of the last trace that it has taken, in epoch milliseconds; "" for none'),
    delivered: z.number().int().describe("Traces that it has taken, ever"),
    waiting: z.number().int().describe("Traces that it has not taken yet; 10001 where there are more"),
    waiting_since: time.describe('Time of the first of them, in epoch milliseconds; "" for none'),
    last_failure: time,
    failure: z.string().describe('What the last failure was; "" where there was none'),
    failures: z.number().int().describe("Tries that failed, ever"),
    failures_in_a_row: z.number().int(),
  },
  { status: "isWell" },
);

export const systemDoor = {
  describeSystem: {
    method: "GET",
    path: "/v1.0/:project_id/kms/system",
    input: record({}),
    output: record(
      {
        version: z.string(),
        hsm,
        database: record({ status }, { status: "isWell" }),
        database_roles: roles.describe("Whether the role that the service works by is another than the owner of the database"),
        schema_differences: z.array(z.string()).describe("Where the database's schema is not what this version makes of it"),
        altered_rows: z
          .number()
          .int()
          .describe("Rows of keys, in all projects, that somebody else has written in the database, as the last look found"),
        mark_kept: z.boolean().describe("Whether the token keeps a mark by which an older database that is put back is found"),
        audit_log: auditLog.describe("The sealed log of traces"),
        jobs: z.array(job),
        forwarding: z.array(forwarding).describe("Receivers to whom traces are forwarded"),
        grant_quota: z.number().int(),
        key_quota: z.number().int(),
        keys_used: z.number().int(),
      },
      { database_roles: "hasOwnerOfItsOwn", mark_kept: "isMarkKept" },
    ),
    secretFields: [],
  },
} as const satisfies Record<string, DoorRow>;
