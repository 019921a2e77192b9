import { expect, test } from "vitest";
import { reportToLog } from "./token-log";

test("calls that fail one by one are said once a minute, with their number, and what an operator must do at once", () => {
  const lines: unknown[][] = [];
  const take =
    (level: string) =>
    (...parts: unknown[]) =>
      void lines.push([level, ...parts]);
  let time = 0;
  const report = reportToLog({ error: take("error"), warn: take("warn") } as never, () => time);
  const fail = () => report({ kind: "callFailed", cause: "CKR_DEVICE_ERROR:48" });
  for (let call = 0; call < 100; call += 1) fail();
  time = 60_000;
  fail();
  report({ kind: "pinRefused", sentence: "The token refuses the PIN." });
  report({ kind: "restored", after: "pinRefused" });
  expect(lines).toEqual([
    ["warn", { calls: 1, last: "CKR_DEVICE_ERROR:48" }, expect.stringContaining("tried again")],
    ["warn", { calls: 100, last: "CKR_DEVICE_ERROR:48" }, expect.stringContaining("tried again")],
    ["error", { reason: "The token refuses the PIN." }, expect.stringContaining("KMS_PKCS11_PIN_FILE")],
    ["warn", expect.stringContaining("KMS_PKCS11_PIN_FILE")],
  ]);
});
