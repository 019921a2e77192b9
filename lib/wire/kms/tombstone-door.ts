/** What stays of keys that were destroyed on their scheduled day. */

import { z } from "zod";
import { epochMs, momentMs, textOrNull } from "../codec";
import type { DoorRow } from "../door-row";
import { keyId, optional, sequence } from "../field";
import { held } from "../held";
import { record, renamed } from "../record";
import { offsetInput, offsetList } from "./offset-list";

const TIME = 'Epoch milliseconds; "" where it is not known';
const time = epochMs.describe(TIME);
const knownTime = momentMs.describe(TIME);

/** In a tombstone the times of versions are texts in ISO 8601, as it was written. */
const versionTime = z.codec(time, held<string>(), {
  decode: (date) => (date === null ? "" : date.toISOString()),
  encode: (text) => (text === "" ? null : new Date(text)),
});

const version = record(
  {
    version: z.number().int(),
    create_time: versionTime,
    sha256: textOrNull.describe('SHA-256 of the destroyed wrapped material, in hexadecimal digits; "" where there was none'),
  },
  { create_time: "createdAt" },
);

const deletedKey = renamed(
  z
    .object({
      key_id: z.string(),
      key_alias: z.string(),
      key_spec: z.string(),
      key_usage: z.string(),
      origin: z.enum(["kms", "external"]),
      creation_date: knownTime,
      requested_by: z.string().describe("User ID of whoever scheduled the deletion"),
      requested_by_name: z.string(),
      requested_date: time,
      scheduled_deletion_date: knownTime,
      deletion_date: knownTime,
      versions: z.array(version),
      blobs_destroyed: z.number().int(),
      blobs_left: z.number().int().describe("Wrapped material that a look afterwards still found: always 0"),
    })
    .meta({ id: "DeletedKey" }),
  {
    key_alias: "alias",
    key_spec: "spec",
    key_usage: "usage",
    creation_date: "createdAt",
    requested_date: "requestedAt",
    scheduled_deletion_date: "scheduledFor",
    deletion_date: "destroyedAt",
  },
);

export const tombstoneDoor = {
  listDeletedKeys: {
    method: "POST",
    path: "/v1.0/:project_id/kms/list-deleted-keys",
    input: record({ key_id: optional(keyId).describe("Only this key"), ...offsetInput, sequence }),
    output: offsetList({ deleted_keys: z.array(deletedKey) }, { deleted_keys: "tombstones" }),
    secretFields: [],
    refusals: ["limitInvalid", "markerInvalid"],
    example: { limit: "100" },
  },
} as const satisfies Record<string, DoorRow>;
