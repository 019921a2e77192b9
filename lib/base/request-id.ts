/**
 * IDs of requests, in every answer and trace: UUIDs of version 7 (RFC 9562 §5.7) without their hyphens. They begin with the time, so that
 * what belongs to one is looked for where it is, and not in the whole trail.
 */
import { randomUUID } from "node:crypto";

/** No request is older than the product. */
const EARLIEST_MS = Date.UTC(2026, 0, 1);
/** An ID that says it comes from later is not one of ours, but of somebody's choice; clocks differ by less. */
const LATEST_MS = 24 * 60 * 60 * 1_000;
const TIMED = /^([0-9a-f]{12})7[0-9a-f]{19}$/;

/** Its randomness comes from the stock of `randomUUID`; bytes fetched for each request showed in profiles. */
export function newRequestId(): string {
  return toRequestId(randomUUID(), Date.now());
}

/**
 * @param uuid a random one (version 4), whose random bits are kept
 * @param now in ms
 * @returns 32 hexadecimal digits
 */
export function toRequestId(uuid: string, now: number): string {
  return `${now.toString(16).padStart(12, "0")}7${uuid.replaceAll("-", "").slice(13)}`;
}

/** @returns in ms, when the request with this ID came; null where the ID does not say it, as those of earlier versions */
export function timeOfRequest(id: string, now: number): number | null {
  const [, digits] = TIMED.exec(id) ?? [];
  if (digits === undefined) return null;
  const time = Number.parseInt(digits, 16);
  return time >= EARLIEST_MS && time <= now + LATEST_MS ? time : null;
}
