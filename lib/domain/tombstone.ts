/** What stays of a key that was destroyed on its scheduled day: who wanted it, when, and what was destroyed. Never changed afterwards. */
import type { Key } from "./key";

export type DestroyedVersion = {
  readonly version: number;
  /** ISO 8601. */
  readonly createdAt: string;
  /** SHA-256 (hex) of the wrapped blob, by which a copy of it would be known; null where there was none. */
  readonly sha256: string | null;
};

export type KeyTombstone = Pick<Key, "accountId" | "projectId" | "alias" | "spec" | "usage" | "origin" | "createdAt"> & {
  readonly keyId: string;
  /** User ID and name of whoever scheduled the deletion, as its trace has them; "" where no trace was found. */
  readonly requestedBy: string;
  readonly requestedByName: string;
  readonly requestedAt: Date | null;
  readonly scheduledFor: Date;
  readonly destroyedAt: Date;
  readonly versions: readonly DestroyedVersion[];
  /** Blobs that were removed, and those that a look afterwards, in the same transaction, still found: always none. */
  readonly blobsDestroyed: number;
  readonly blobsLeft: number;
};
