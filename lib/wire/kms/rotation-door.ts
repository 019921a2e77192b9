/** Operations on rotation, by itself and by hand (api-reference §2.7; guide §2.7). */
import { z } from "zod";
import { GRANT_ID_PATTERN } from "#lib/domain/ids";
import { ROTATION_INTERVAL_DEFAULT, ROTATION_INTERVAL_MAX, ROTATION_INTERVAL_MIN } from "#lib/domain/rotation";
import { type DoorRow, emptyReply } from "../door-row";
import { keyId, optional, sequence, wholeNumber } from "../field";
import { aliasName } from "./alias-door";
import { newAlias } from "./key-door";
import { tagKey } from "./tag-field";

const EXAMPLE_KEY = { key_id: "0d0466b0-e727-4d9c-b35d-f84bb474a37f" };
const interval = wholeNumber(ROTATION_INTERVAL_MIN, ROTATION_INTERVAL_MAX);
const byKeyId = z.object({ key_id: keyId, sequence });
const time = z.string().describe('Epoch milliseconds; "" where there is none');

const NOT_ROTATABLE = ["keyPairNotRotatable", "externalKeyNotRotatable", "hmacKeyNotRotatable"] as const;

export const rotationDoor = {
  enableKeyRotation: {
    method: "POST",
    path: "/v1.0/:project_id/kms/enable-key-rotation",
    input: z.object({
      key_id: keyId,
      // Some clients always send 0 here (api-reference §0.4).
      rotation_interval: optional(z.union([z.literal(0), z.literal("0"), interval]))
        .transform((days) => (typeof days === "number" && days > 0 ? days : ROTATION_INTERVAL_DEFAULT))
        .describe(`Days of the first period; absent or 0: ${ROTATION_INTERVAL_DEFAULT}`),
      sequence,
    }),
    output: emptyReply,
    secretFields: [],
    refusals: [...NOT_ROTATABLE, "rotationNotDisabled"],
    example: EXAMPLE_KEY,
  },
  updateKeyRotationInterval: {
    method: "POST",
    path: "/v1.0/:project_id/kms/update-key-rotation-interval",
    input: z.object({ key_id: keyId, rotation_interval: interval, sequence }),
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
    output: z.object({
      key_rotation_enabled: z.boolean(),
      rotation_interval: z.number().int().describe("Days; 0 while rotation is off"),
      last_rotation_time: time,
      number_of_rotations: z.number().int(),
      next_rotation_time: time.describe("When the running period ends; while the key is not enabled it is not rotated (extension)"),
      key_materials: z.array(
        z.object({
          material_id: z.string().describe("Version; they count from 0"),
          create_time: time,
          expiration_time: time,
          state: z.enum(["current", "retained", "absent"]).describe("The current version encrypts; retained ones decrypt"),
        }),
      ),
      replaced_by: z.string().describe('ID of the key that took this one\'s place; "" where none did (extension)'),
      replaces: z.array(z.string()).describe("IDs of the keys whose place this one took (extension)"),
    }),
    secretFields: [],
    example: EXAMPLE_KEY,
  },
  rotateOnDemand: {
    method: "POST",
    path: "/v1.0/:project_id/kms/rotate-on-demand",
    input: byKeyId,
    output: z.object({ key_id: z.string() }),
    secretFields: [],
    refusals: NOT_ROTATABLE,
    example: EXAMPLE_KEY,
  },
  replaceKey: {
    method: "POST",
    path: "/v1.0/:project_id/kms/replace-key",
    input: z.object({
      key_id: keyId,
      key_alias: newAlias,
      tag_keys: optional(z.array(tagKey).max(1000)).describe("Tags that the new key gets too"),
      grant_ids: optional(
        z
          .array(
            z
              .string()
              .regex(GRANT_ID_PATTERN)
              .transform((id) => id.toLowerCase()),
          )
          .max(1000),
      ).describe("Grants that are made for the new key too, issued by the caller"),
      aliases: optional(z.array(aliasName).max(50)).describe("Alias objects of the key that point at the new one from now on"),
      rotation: optional(z.boolean()).describe("Whether the new key gets the rotation setting, in a period that begins now"),
      sequence,
    }),
    fieldErrors: { tag_keys: "tagKeyInvalid", grant_ids: "grantIdInvalid", aliases: "aliasObjectInvalid" },
    output: z.object({ key_info: z.object({ key_id: z.string(), domain_id: z.string() }), replaced_key_id: z.string() }),
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
