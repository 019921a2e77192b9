/** The customer master key: metadata and versions. Invariant: nothing here can hold clear key material. */
import type { KeyOrigin, KeySpec, KeyUsage } from "./key-spec";
import type { KeyState } from "./key-state";

/** A customer master key (CMK) as the product knows it. Times are `Date`s in UTC. */
export type Key = {
  readonly id: string;
  readonly accountId: string;
  readonly projectId: string;
  readonly alias: string;
  readonly description: string;
  readonly spec: KeySpec;
  readonly usage: KeyUsage;
  readonly origin: KeyOrigin;
  readonly state: KeyState;
  /** A default master key is owned by a cloud service and cannot be disabled, deleted, renamed or granted. */
  readonly isDefault: boolean;
  /** The version that encrypts. Versions count from 0. */
  readonly primaryVersion: number;
  readonly enterpriseProjectId: string;
  readonly createdAt: Date;
  readonly scheduledDeletionAt: Date | null;
  readonly materialExpiresAt: Date | null;
  /** Days after which a new version is made by itself; null where it never is. */
  readonly rotationInterval: number | null;
  /** When the running period ends; null exactly where there is no interval. */
  readonly nextRotationAt: Date | null;
  readonly lastRotationAt: Date | null;
  /** Versions made by rotation, on demand or by plan. */
  readonly rotationCount: number;
  /** ID of the key that took this one's place (guide Figure 2-2), which may be gone by now; null where none did. */
  readonly replacedBy: string | null;
};

/** Whether the key's material is past its time: from that second on it is as if it were not there (guide Table 2-9). */
export function isMaterialExpired({ materialExpiresAt }: Pick<Key, "materialExpiresAt">, now: Date): boolean {
  return materialExpiresAt !== null && materialExpiresAt <= now;
}

/** What a wrapped blob is bound to: a blob moved to another row, or a row edited under it, is refused. */
export type MaterialBinding = {
  readonly accountId: string;
  readonly projectId: string;
  readonly keyId: string;
  readonly version: number;
  readonly spec: KeySpec;
  readonly usage: KeyUsage;
  readonly origin: KeyOrigin;
};

/** Key material as stored: wrapped under the domain key (AES-KWP, RFC 5649), with the MAC that binds it to its row. */
export type WrappedMaterial = {
  readonly wrapped: Uint8Array;
  /** Generation of the domain key that it is wrapped under; the first is 1. */
  readonly domainKey: number;
  /** The public half of a key pair: DER SubjectPublicKeyInfo (RFC 5280 §4.1.2.7), bound by the same MAC; null where there is none. */
  readonly publicKey: Uint8Array | null;
  /** 32 bytes, HMAC-SHA-256 by the integrity key. */
  readonly bindingMac: Uint8Array;
};

/** Notices and periods run in whole days of this many ms from the request, whatever the calendar does meanwhile. */
export const DAY_MS = 24 * 60 * 60 * 1000;

/** The shortest and longest notice of a deletion, in days (guide §2.4.4). */
export const PENDING_DAYS_MIN = 7;
export const PENDING_DAYS_MAX = 1096;

/** How many keys one call may change. */
export const BULK_KEYS_MAX = 1000;
