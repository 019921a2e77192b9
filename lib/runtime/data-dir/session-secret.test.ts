import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type pg from "pg";
import { afterAll, expect, test } from "vitest";
import { StartError } from "#lib/base/start-error";
import { ensureSharedSecret, readSessionSecret } from "./session-secret";

const scratch = mkdtempSync(join(tmpdir(), "kms-session-secret-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function write(content: string): string {
  const path = join(scratch, "secret");
  writeFileSync(path, content);
  return path;
}

test("a file with a line of 32 bytes is taken, without the end of its line", () => {
  const secret = "0123456789abcdef0123456789abcdef";
  for (const end of ["", "\n", "\r\n"]) expect(readSessionSecret(write(secret + end))).toBe(secret);
});

test.each([
  ["", "31 characters are too few: abcdefg".slice(0, 31), "x".repeat(4_097), `${"x".repeat(40)}\n${"y".repeat(40)}`, `${"x".repeat(40)}\0`],
])("a file that holds no secret is refused in a sentence that names the variable and not what it holds", (...contents) => {
  for (const content of contents) {
    const path = write(content);
    expect(() => readSessionSecret(path)).toThrow(StartError);
    expect(() => readSessionSecret(path)).toThrow(/^KMS_SESSION_SECRET_FILE is ".*", which does not hold one line of 32 to 4096 bytes/);
    expect(() => readSessionSecret(path)).not.toThrow(/xxxx|abcdefg/);
  }
});

test("a file that is not there is refused", () => {
  expect(() => readSessionSecret(join(scratch, "nowhere"))).toThrow(
    /^KMS_SESSION_SECRET_FILE is ".*nowhere", which cannot be read \(ENOENT\)/,
  );
});

test("the shared secret is made once, is not in the database in clear, and is made anew where the token cannot open it", async () => {
  let row: Buffer | null = null;
  const client = {
    async query(text: string, values?: [Buffer]) {
      if (values) row = values[0];
      return { rows: text.startsWith("select") && row !== null ? [{ sealed: row }] : [] };
    },
  } as unknown as pg.Client;
  const sealedBy = (token: number) => ({
    seal: (label: string, secret: Uint8Array) =>
      Buffer.concat([Buffer.from([token]), Buffer.from(label), secret.map((byte) => byte ^ 0x55)]),
    unseal: (label: string, sealed: Uint8Array) => {
      if (sealed[0] !== token) throw new Error("altered");
      return Buffer.from(sealed.subarray(1 + label.length).map((byte) => byte ^ 0x55));
    },
  });
  const warnings: unknown[] = [];
  const log = { warn: (...parts: unknown[]) => void warnings.push(parts.at(-1)) };
  const first = await ensureSharedSecret(client, sealedBy(1), log);
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(await ensureSharedSecret(client, sealedBy(1), log)).toBe(first);
  expect((row as Buffer | null)?.toString("hex")).not.toContain(first);
  expect(warnings).toEqual([]);
  const other = await ensureSharedSecret(client, sealedBy(2), log);
  expect(other).not.toBe(first);
  expect(await ensureSharedSecret(client, sealedBy(2), log)).toBe(other);
  expect(warnings).toEqual([expect.stringMatching(/session secret/)]);
});
