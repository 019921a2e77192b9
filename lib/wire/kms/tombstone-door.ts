/** What stays of keys that were destroyed on their scheduled day. */
import { z } from "zod";
import type { DoorRow } from "../door-row";
import { keyId, optional, sequence, wholeNumber } from "../field";

const time = z.string().describe('Epoch milliseconds; "" where it is not known');

const deletedKey = z
  .object({
    key_id: z.string(),
    key_alias: z.string(),
    key_spec: z.string(),
    key_usage: z.string(),
    origin: z.enum(["kms", "external"]),
    creation_date: time,
    requested_by: z.string().describe("User ID of whoever scheduled the deletion"),
    requested_by_name: z.string(),
    requested_date: time,
    scheduled_deletion_date: time,
    deletion_date: time,
    versions: z.array(
      z.object({
        version: z.number().int(),
        create_time: time,
        sha256: z.string().describe('SHA-256 of the destroyed wrapped material, in hexadecimal digits; "" where there was none'),
      }),
    ),
    blobs_destroyed: z.number().int(),
    blobs_left: z.number().int().describe("Wrapped material that a look afterwards still found: always 0"),
  })
  .meta({ id: "DeletedKey" });

export const tombstoneDoor = {
  listDeletedKeys: {
    method: "POST",
    path: "/v1.0/:project_id/kms/list-deleted-keys",
    input: z.object({
      key_id: optional(keyId).describe("Only this key"),
      limit: optional(wholeNumber(1, Number.MAX_SAFE_INTEGER)),
      marker: optional(wholeNumber(0, Number.MAX_SAFE_INTEGER)),
      sequence,
    }),
    output: z.object({
      deleted_keys: z.array(deletedKey),
      next_marker: z.string(),
      truncated: z.enum(["true", "false"]),
      total: z.number().int(),
    }),
    secretFields: [],
    refusals: ["limitInvalid", "markerInvalid"],
    example: { limit: "100" },
  },
} as const satisfies Record<string, DoorRow>;
