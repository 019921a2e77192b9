import { createHash, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { hashFile } from "./hash-file";

const quiet = () => {};
const { signal } = new AbortController();

test.each([0, 1, 512 * 1024 - 1, 512 * 1024, 512 * 1024 + 1, 3_000_000])(
  "a file of %i bytes has the digest that Node makes",
  async (size) => {
    const bytes = randomBytes(size);
    for (const [name, algorithm] of [
      ["SHA_256", "sha256"],
      ["SHA_384", "sha384"],
      ["SHA_512", "sha512"],
    ] as const) {
      expect(await hashFile(new Blob([bytes]), name, quiet, signal)).toBe(createHash(algorithm).update(bytes).digest("hex"));
    }
  },
);

test("tells how far it is, and stops when it is told to", async () => {
  const seen: number[] = [];
  const stop = new AbortController();
  const hashing = hashFile(
    new Blob([randomBytes(5_000_000)]),
    "SHA_256",
    (done) => {
      seen.push(done);
      if (seen.length === 3) stop.abort();
    },
    stop.signal,
  );
  await expect(hashing).rejects.toMatchObject({ name: "AbortError" });
  expect(seen.length).toBe(3);
  expect([...seen].sort((one, two) => one - two)).toEqual(seen);
});
