/** What the installation is made of and whether it is well: for the console's System screen. */
import { z } from "zod";
import { JOB_NAMES } from "#lib/domain/job";
import { WRAPPING_ALGORITHM_NAMES } from "#lib/domain/wrapping-algorithm";
import type { DoorRow } from "../door-row";

const status = z.enum(["ok", "failing"]);
const time = z.string().describe('Epoch milliseconds; "" for never');

export const systemDoor = {
  describeSystem: {
    method: "GET",
    path: "/v1.0/:project_id/kms/system",
    input: z.object({}),
    output: z.object({
      version: z.string(),
      hsm: z.object({
        status,
        label: z.string(),
        manufacturer: z.string(),
        model: z.string(),
        serial_number: z.string(),
        library: z.string(),
        oaep_sha256: z
          .enum(["token", "host"])
          .describe("Where the decoding step of RSAES_OAEP_SHA_256 runs, as the start-up probe found it"),
        imports_in_token: z
          .array(z.enum(WRAPPING_ALGORITHM_NAMES))
          .describe("Wrapping algorithms under which an imported AES key is unwrapped wholly in the HSM"),
      }),
      database: z.object({ status }),
      jobs: z.array(
        z.object({
          name: z.enum(JOB_NAMES),
          status: status.describe("Whether the last run went well"),
          last_run: time.describe("End of the last run that went well"),
          next_run: time,
          last_failure: time,
          failure: z.string().describe('What the last failure was; "" where there was none'),
          failures: z.number().int().describe("Runs that failed, ever"),
          failures_in_a_row: z.number().int(),
        }),
      ),
      grant_quota: z.number().int(),
      key_quota: z.number().int(),
      keys_used: z.number().int(),
    }),
    secretFields: [],
  },
} as const satisfies Record<string, DoorRow>;
