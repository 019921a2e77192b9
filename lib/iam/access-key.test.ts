import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { newAccess, newAccessSecret } from "./access-key";

test("an access key has 20 capital letters and digits, and its secret 40 letters and digits", () => {
  for (let round = 0; round < 50; round++) {
    expect(newAccess(randomBytes)).toMatch(/^[A-Z0-9]{20}$/);
    expect(newAccessSecret(randomBytes)).toMatch(/^[A-Za-z0-9]{40}$/);
  }
});

test("every character is as likely as any other: bytes that would favour some are thrown away", () => {
  const counts = new Map<string, number>();
  let next = 0;
  // Every value of a byte equally often.
  const counting = (length: number) => Uint8Array.from({ length }, () => next++ % 256);
  for (let round = 0; round < 63; round++) for (const char of newAccess(counting)) counts.set(char, (counts.get(char) ?? 0) + 1);
  expect(counts.size).toBe(36);
  expect([...counts.values()].every((count) => count === 35)).toBe(true);
});
