/** A key as it is shown: what its own row says, and where it is. */
import type { Key } from "./key";
import type { Shadow } from "./use/shadow-disable";

export type KeyView = Pick<
  Key,
  | "id"
  | "accountId"
  | "alias"
  | "description"
  | "spec"
  | "usage"
  | "origin"
  | "state"
  | "isDefault"
  | "enterpriseProjectId"
  | "createdAt"
  | "scheduledDeletionAt"
  | "materialExpiresAt"
> & {
  /** Region of the key's project. */
  readonly region: string;
  /** Whether new versions are made by plan. */
  readonly isRotationEnabled: boolean;
  /** Only of a key that is being disabled in shadow. */
  readonly shadowSince?: Date | undefined;
  readonly shadowUntil?: Date | undefined;
};

/**
 * @param region that of the key's project, which need not be the caller's
 * @param shadow one that runs
 */
export function toKeyView(key: Key, region: string, shadow?: Shadow): KeyView {
  return {
    id: key.id,
    accountId: key.accountId,
    alias: key.alias,
    description: key.description,
    spec: key.spec,
    usage: key.usage,
    origin: key.origin,
    state: key.state,
    isDefault: key.isDefault,
    enterpriseProjectId: key.enterpriseProjectId,
    createdAt: key.createdAt,
    scheduledDeletionAt: key.scheduledDeletionAt,
    materialExpiresAt: key.materialExpiresAt,
    region,
    isRotationEnabled: key.rotationInterval !== null,
    ...(shadow && { shadowSince: shadow.since, shadowUntil: shadow.until }),
  };
}
