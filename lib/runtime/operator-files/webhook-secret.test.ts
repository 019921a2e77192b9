import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { StartError } from "#lib/base/start-error";
import { readWebhookSecret } from "./webhook-secret";

const folder = mkdtempSync(join(tmpdir(), "kms-webhook-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(content: string): string {
  const path = join(folder, "secret");
  writeFileSync(path, content);
  return path;
}

test("one line of 16 bytes at least is a secret, with or without an end of line", () => {
  const secret = "0123456789abcdef";
  for (const end of ["", "\n", "\r\n"]) expect(readWebhookSecret(write(secret + end))).toBe(secret);
});

test.each(["", "0123456789abcde", "0123456789abcdef\nsecond line", "x".repeat(4_097), "0123456789abcdef\0"])(
  "anything else is refused in a sentence that does not repeat it: %j",
  (content) => {
    const path = write(content);
    expect(() => readWebhookSecret(path)).toThrow(StartError);
    expect(() => readWebhookSecret(path)).toThrow(
      /^KMS_AUDIT_WEBHOOK_SECRET_FILE is ".*", which does not hold one line of 16 to 4096 bytes/,
    );
    expect(() => readWebhookSecret(path)).not.toThrow(/0123|xxx/);
  },
);

test("a file that cannot be read is named, with the reason", () => {
  expect(() => readWebhookSecret(join(folder, "none"))).toThrow(/which cannot be read \(ENOENT\)/);
});
