/** A key that does not exist yet: what every one of them begins with. */
import { newKeyId } from "#lib/domain/ids";
import type { Key } from "#lib/domain/key";
import type { Context } from "../use-case";

type Chosen = Pick<Key, "alias" | "description" | "spec" | "usage" | "origin" | "enterpriseProjectId">;

/** Of the caller's project; enabled, or waiting for its import. */
export function newKey(chosen: Chosen, { caller, projectId, now }: Pick<Context, "caller" | "projectId" | "now">): Key {
  return {
    ...chosen,
    id: newKeyId(),
    accountId: caller.accountId,
    projectId,
    state: chosen.origin === "external" ? "pendingImport" : "enabled",
    isDefault: false,
    primaryVersion: 0,
    createdAt: now(),
    scheduledDeletionAt: null,
    materialExpiresAt: null,
    rotationInterval: null,
    nextRotationAt: null,
    lastRotationAt: null,
    rotationCount: 0,
    replacedBy: null,
  };
}
