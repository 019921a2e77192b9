/**
 * What a browser is known by: 32 random bytes for each user who signed in with it, kept in a cookie of the console; the database knows
 * only their SHA-256, with the user. It signs nobody in: it gives its browser a count of wrong passwords of its own.
 */
import { createHash, randomBytes } from "node:crypto";

const DEVICE_PATTERN = /^[A-Za-z0-9_-]{43}$/;
/** Users of one browser; more are strangers in it, like anybody. */
export const DEVICES_MAX = 4;

export function newDevice(): string {
  return randomBytes(32).toString("base64url");
}

/** SHA-256 (32 bytes) of one that `newDevice` made. */
export function hashDevice(device: string): Buffer {
  return createHash("sha256").update(device).digest();
}

/** @param header several, parted by commas, as the console sends them @returns those of the right form */
export function readDevices(header: string | string[] | undefined): string[] {
  const shown = String(header ?? "").split(",", DEVICES_MAX + 1);
  return shown.filter((device) => DEVICE_PATTERN.test(device)).slice(0, DEVICES_MAX);
}
