/** KeyDetails, the wire's picture of a key: all strings, times in epoch milliseconds, "" for absent (api-reference §2.1). */
import { z } from "zod";
import type { Key } from "#lib/domain/key";
import { KEY_STATE_NAMES, KEY_STATES } from "#lib/domain/key-state";

const STATE_WORDS = KEY_STATE_NAMES.map((state) => `${KEY_STATES[state].wire} ${KEY_STATES[state].label}`).join(", ");
const time = z.string().describe('Epoch milliseconds; "" where there is none');

export const keyDetails = z
  .object({
    key_id: z.string(),
    domain_id: z.string(),
    key_alias: z.string(),
    realm: z.string(),
    key_spec: z.string(),
    key_usage: z.string(),
    key_description: z.string(),
    creation_date: time,
    scheduled_deletion_date: time,
    key_state: z.enum(["1", "2", "3", "4", "5"]).describe(STATE_WORDS),
    default_key_flag: z.enum(["0", "1"]),
    key_type: z.string(),
    expiration_time: time,
    origin: z.enum(["kms", "external"]),
    key_rotation_enabled: z.enum(["true", "false"]),
    sys_enterprise_project_id: z.string(),
    keystore_id: z.string(),
    key_label: z.string(),
    partition_type: z.string(),
  })
  .meta({ id: "KeyDetails" });
export type KeyDetails = z.infer<typeof keyDetails>;

/** Epoch milliseconds as decimal text, whole seconds as in every published sample; "" for null. */
export function toWireTime(date: Date | null): string {
  return date === null ? "" : String(Math.floor(date.getTime() / 1000) * 1000);
}

/** @param realm region name of the key's project */
export function toKeyDetails(key: Key, realm: string): KeyDetails {
  return {
    key_id: key.id,
    domain_id: key.accountId,
    key_alias: key.alias,
    realm,
    key_spec: key.spec,
    key_usage: key.usage,
    key_description: key.description,
    creation_date: toWireTime(key.createdAt),
    scheduled_deletion_date: toWireTime(key.scheduledDeletionAt),
    key_state: KEY_STATES[key.state].wire,
    default_key_flag: key.isDefault ? "1" : "0",
    key_type: "1",
    expiration_time: toWireTime(key.materialExpiresAt),
    origin: key.origin,
    key_rotation_enabled: key.rotationInterval === null ? "false" : "true",
    sys_enterprise_project_id: key.enterpriseProjectId,
    keystore_id: "0",
    key_label: "",
    partition_type: "",
  };
}
