/**
 * Rotation: which keys can be rotated, and when (guide §2.7, Table 2-12).
 * Invariants: a key is rotated by itself only while it is enabled; its setting and plan stay while it is not; and however long it
 * was away, it is rotated once when it comes back, and a period begins then.
 */
import type { ErrorCode } from "./errors";
import { DAY_MS, type Key } from "./key";
import { KEY_SPECS } from "./key-spec";

/** Days (guide §2.7.2). */
export const ROTATION_INTERVAL_MIN = 30;
export const ROTATION_INTERVAL_MAX = 365;
export const ROTATION_INTERVAL_DEFAULT = 365;

/** Why keys of this kind cannot be rotated (Table 2-12); null where they can: symmetric, made here, not a default master key. */
export function rotationRefusal({ isDefault, spec, origin }: Pick<Key, "isDefault" | "spec" | "origin">): ErrorCode | null {
  if (isDefault) return "defaultKeyProtected";
  const { family } = KEY_SPECS[spec];
  if (family === "rsa" || family === "ec") return "keyPairNotRotatable";
  if (family === "hmac") return "hmacKeyNotRotatable";
  return origin === "external" ? "externalKeyNotRotatable" : null;
}

/** The end of a period that begins at `start`. @param interval days */
export function endOfPeriod(start: Date, interval: number): Date {
  return new Date(start.getTime() + interval * DAY_MS);
}

/** Whether the plan wants a new version now. */
export function isRotationDue({ state, nextRotationAt }: Pick<Key, "state" | "nextRotationAt">, now: Date): boolean {
  return state === "enabled" && nextRotationAt !== null && nextRotationAt <= now;
}
