/** A key as it is shown: what its own row says, and where it is. */
import type { Key } from "./key";

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
};

/** @param region that of the key's project, which need not be the caller's */
export function toKeyView(key: Key, region: string): KeyView {
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
  };
}
