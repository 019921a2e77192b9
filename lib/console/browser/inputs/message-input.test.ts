import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { messageRefusal, parseDigest, readSignatureFile, toWireMessage } from "./message-input";

const digest = createHash("sha384").update("x").digest();

test("a digest is taken in hexadecimal digits of any case and in base64, wrapped or not", () => {
  const base64 = digest.toString("base64");
  const hex = digest.toString("hex");
  for (const text of [
    hex,
    hex.toUpperCase(),
    ` ${hex.slice(0, 40)}\n${hex.slice(40)}\n`,
    base64,
    `${base64.slice(0, 20)}\n${base64.slice(20)}`,
  ]) {
    expect(Buffer.from(parseDigest("SHA_384", text) ?? [])).toEqual(digest);
    expect(toWireMessage("DIGEST", "SHA_384", text)).toBe(base64);
    expect(messageRefusal("DIGEST", "SHA_384", text)).toBeNull();
  }
});

test.each([
  "",
  "  ",
  "xyz",
  digest.toString("hex").slice(2),
  `${digest.toString("hex")}00`,
  digest.toString("base64url").replace("-", "_"),
])("no digest: %j", (text) => {
  expect(messageRefusal("DIGEST", "SHA_256", text)).not.toBeNull();
});

test("a text counts by its bytes in UTF-8, up to 4,096", () => {
  expect(messageRefusal("RAW", "SHA_256", "é".repeat(2048))).toBeNull();
  expect(messageRefusal("RAW", "SHA_256", `${"é".repeat(2048)}x`)).toContain("1 byte over");
  expect(messageRefusal("RAW", "SHA_256", "")).not.toBeNull();
  expect(messageRefusal("RAW", "SHA_256", " ")).toBeNull();
  expect(messageRefusal("RAW", "SHA_256", "\ud800")).not.toBeNull();
  expect(toWireMessage("RAW", "SHA_256", "ä\n")).toBe(Buffer.from("ä\n").toString("base64"));
});

test("a signature in another spelling than standard base64 is not taken for bytes", async () => {
  for (const text of ["-_-_", "aGVsbG8", "aGVs bG8_", "aGVsbG9="]) {
    await expect(readSignatureFile(new Blob([text]))).rejects.toThrow("standard base64");
  }
  expect(await readSignatureFile(new Blob(["aGVs\nbG8="]))).toBe("aGVsbG8=");
  expect(await readSignatureFile(new Blob([Uint8Array.of(0x30, 0x44, 2, 1, 0xff)]))).toBe(btoa("0D\x02\x01\xff"));
});
