import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { timeOfRequest, toRequestId } from "./request-id";

const NOW = Date.UTC(2026, 10, 30, 12);
const DAY = 24 * 60 * 60 * 1_000;

test("an ID is a UUID of version 7 that says when its request came", () => {
  // The example of RFC 9562, appendix A.6: 0x017F22E279B0 is 19:22:22 on 2022-02-22, UTC.
  expect(toRequestId("919108f7-52d1-4320-9bac-f847db4148a8", 0x017f22e279b0)).toBe("017f22e279b073209bacf847db4148a8");
  const ids = Array.from({ length: 1_000 }, () => toRequestId(randomUUID(), NOW));
  expect(new Set(ids).size).toBe(1_000);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
  expect(ids.map((id) => timeOfRequest(id, NOW))).toEqual(ids.map(() => NOW));
});

test("an ID of an earlier version, of somebody's choice or of no possible time says nothing of it", () => {
  const at = (time: number) => timeOfRequest(toRequestId(randomUUID(), time), NOW);
  for (const id of [
    "",
    "r",
    randomUUID().replaceAll("-", ""),
    "7".repeat(32),
    "0".repeat(12) + "7".repeat(20),
    `${toRequestId(randomUUID(), NOW)}0`,
  ]) {
    expect(timeOfRequest(id, NOW), id).toBeNull();
  }
  expect(at(Date.UTC(2026, 0, 1))).toBe(Date.UTC(2026, 0, 1));
  expect(at(Date.UTC(2026, 0, 1) - 1)).toBeNull();
  expect(at(NOW + DAY)).toBe(NOW + DAY);
  expect(at(NOW + DAY + 1)).toBeNull();
});
