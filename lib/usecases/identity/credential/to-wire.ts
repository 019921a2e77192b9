/** An access key as the wire shows it. */
import type { AccessKeyRecord } from "#lib/store/identity/access-keys";

export function toWire({ access, userId, enabled, description, createdAt }: AccessKeyRecord) {
  const status: "active" | "inactive" = enabled ? "active" : "inactive";
  return { access, user_id: userId, status, description, create_time: createdAt.toISOString() };
}
