/** Operations on rotation, by itself and by hand (api-reference §2.7; guide §2.7). */

import { z } from "zod";
import { ALIASES_PER_KEY_MAX } from "#lib/domain/alias-object";
import { GRANT_ID_PATTERN } from "#lib/domain/ids";
import { ROTATION_INTERVAL_DEFAULT, ROTATION_INTERVAL_MAX, ROTATION_INTERVAL_MIN } from "#lib/domain/rotation";
import { TAG_LIST_MAX } from "#lib/domain/tag";
import type { RotationStatus } from "#lib/operations/rotation-operations";
import { decimal, epochMs, momentMs, textOrNull } from "../codec";
import { type DoorRow, emptyReply } from "../door-row";
import { keyById, optional, sequence, wholeNumber } from "../field";
import { held } from "../held";
import { record } from "../record";
import { objectName } from "./alias-door";
import { newAlias } from "./key-door";
import { tagKey } from "./tag-field";

const EXAMPLE_KEY = { key_id: "0d0466b0-e727-4d9c-b35d-f84bb474a37f" };
const interval = wholeNumber(ROTATION_INTERVAL_MIN, ROTATION_INTERVAL_MAX);
const byKeyId = record({ key_id: keyById, sequence }, { key_id: "key" });
const TIME = 'Epoch milliseconds; "" where there is none';

const NOT_ROTATABLE = ["keyPairNotRotatable", "externalKeyNotRotatable", "hmacKeyNotRotatable"] as const;

/** Some clients always send 0 for the default (api-reference §0.4), which is like nothing. */
const firstInterval = z
  .codec(optional(z.union([z.literal(0), z.literal("0"), interval])), held<number | undefined>(), {
    decode: (days) => (days === 0 || days === "0" ? undefined : days),
    encode: (days) => days,
  })
  .describe(`Days of the first period; absent or 0: ${ROTATION_INTERVAL_DEFAULT}`);

const statusBody = z.object({
  key_rotation_enabled: z.boolean(),
  // Terraform takes any other number for a setting, and changes nothing of a key that has one while its rotation is off.
  rotation_interval: z.number().int().describe("Days; 0 while rotation is off"),
  last_rotation_time: epochMs.describe(TIME),
  number_of_rotations: z.number().int(),
  next_rotation_time: epochMs.describe("When the running period ends; while the key is not enabled it is not rotated (extension)"),
  key_materials: z.array(
    record(
      {
        material_id: decimal.describe("Version; they count from 0"),
        create_time: momentMs.describe(TIME),
        expiration_time: epochMs.describe(TIME),
        state: z.enum(["current", "retained", "absent"]).describe("The current version encrypts; retained ones decrypt"),
      },
      { material_id: "version", create_time: "createdAt", expiration_time: "materialExpiresAt" },
    ),
  ),
  replaced_by: textOrNull.describe('ID of the key that took this one\'s place; "" where none did (extension)'),
  replaces: z.array(z.string()).describe("IDs of the keys whose place this one took (extension)"),
});

const status = z.codec(statusBody, held<RotationStatus>(), {
  decode: (body) => ({
    rotationInterval: body.key_rotation_enabled ? body.rotation_interval : null,
    lastRotationAt: body.last_rotation_time,
    rotationCount: body.number_of_rotations,
    nextRotationAt: body.next_rotation_time,
    versions: body.key_materials,
    replacedBy: body.replaced_by,
    replaces: body.replaces,
  }),
  encode: (status) => ({
    key_rotation_enabled: status.rotationInterval !== null,
    rotation_interval: status.rotationInterval ?? 0,
    last_rotation_time: status.lastRotationAt,
    number_of_rotations: status.rotationCount,
    next_rotation_time: status.nextRotationAt,
    key_materials: [...status.versions],
    replaced_by: status.replacedBy,
    replaces: [...status.replaces],
  }),
});

const newKeyInfo = record({ key_id: z.string(), domain_id: z.string() }, { key_id: "id", domain_id: "accountId" });
const grantId = z.string().regex(GRANT_ID_PATTERN).toLowerCase();

export const rotationDoor = {
  enableKeyRotation: {
    method: "POST",
    path: "/v1.0/:project_id/kms/enable-key-rotation",
    input: record({ key_id: keyById, rotation_interval: firstInterval, sequence }, { key_id: "key" }),
    output: emptyReply,
    secretFields: [],
    refusals: [...NOT_ROTATABLE, "rotationNotDisabled"],
    example: EXAMPLE_KEY,
  },
  updateKeyRotationInterval: {
    method: "POST",
    path: "/v1.0/:project_id/kms/update-key-rotation-interval",
    input: record({ key_id: keyById, rotation_interval: interval, sequence }, { key_id: "key" }),
    output: emptyReply,
    secretFields: [],
    refusals: [...NOT_ROTATABLE, "rotationNotEnabled"],
    example: { ...EXAMPLE_KEY, rotation_interval: 90 },
  },
  disableKeyRotation: {
    method: "POST",
    path: "/v1.0/:project_id/kms/disable-key-rotation",
    input: byKeyId,
    output: emptyReply,
    secretFields: [],
    refusals: [...NOT_ROTATABLE, "rotationNotEnabled"],
    example: EXAMPLE_KEY,
  },
  getKeyRotationStatus: {
    method: "POST",
    path: "/v1.0/:project_id/kms/get-key-rotation-status",
    input: byKeyId,
    output: status,
    secretFields: [],
    example: EXAMPLE_KEY,
  },
  rotateOnDemand: {
    method: "POST",
    path: "/v1.0/:project_id/kms/rotate-on-demand",
    input: byKeyId,
    output: record({ key_id: z.string() }),
    secretFields: [],
    refusals: NOT_ROTATABLE,
    example: EXAMPLE_KEY,
  },
  replaceKey: {
    method: "POST",
    path: "/v1.0/:project_id/kms/replace-key",
    input: record(
      {
        key_id: keyById,
        key_alias: newAlias,
        tag_keys: optional(z.array(tagKey).max(TAG_LIST_MAX)).describe("Tags that the new key gets too"),
        grant_ids: optional(z.array(grantId).max(1000)).describe("Grants that are made for the new key too, issued by the caller"),
        aliases: optional(z.array(objectName).max(ALIASES_PER_KEY_MAX)).describe(
          "Alias objects of the key that point at the new one from now on",
        ),
        rotation: optional(z.boolean()).describe("Whether the new key gets the rotation setting, in a period that begins now"),
        sequence,
      },
      { key_id: "key", key_alias: "alias" },
    ),
    fieldErrors: { tag_keys: "tagKeyInvalid", grant_ids: "grantIdInvalid", aliases: "aliasObjectInvalid" },
    output: record({ key_info: newKeyInfo, replaced_key_id: z.string() }, { key_info: "key" }),
    secretFields: [],
    refusals: [
      "aliasTaken",
      "keyQuotaReached",
      "keysInMakingTooMany",
      "tagNotFound",
      "aliasObjectNotFound",
      "aliasMoveTooEarly",
      "rotationNotEnabled",
    ],
    example: { ...EXAMPLE_KEY, key_alias: "orders-2027", tag_keys: ["team"], aliases: ["alias/orders"] },
  },
} as const satisfies Record<string, DoorRow>;
