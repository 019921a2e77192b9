import { expect, test } from "vitest";
import { inputRefusal, readTextFile, toContext, toWireCiphertext } from "./tool-input";

test("4,096 bytes of UTF-8 may be encrypted, one more may not, and half a character never", () => {
  for (const full of ["x".repeat(4096), "é".repeat(2048), "🔐".repeat(1024)]) {
    expect(inputRefusal("encrypt", full)).toBeNull();
    expect(inputRefusal("encrypt", `${full}x`)).toMatch(/^1 byte over/);
  }
  expect(inputRefusal("encrypt", "\ud83d")).toMatch(/UTF-8/);
  expect(inputRefusal("encrypt", "")).not.toBeNull();
});

test("a file is read without changing a byte: line ends and a byte order mark stay", async () => {
  const text = "\ufeffa\r\nb\rc\n";
  expect(await readTextFile(new File([text], "f"), "encrypt")).toBe(text);
});

test("a file that is not UTF-8, or too long, is refused", async () => {
  await expect(readTextFile(new File([new Uint8Array([0xff, 0xfe])], "f"), "encrypt")).rejects.toThrow(/UTF-8/);
  await expect(readTextFile(new File(["x".repeat(4097)], "f"), "encrypt")).rejects.toThrow(/longer/);
});

test("ciphertext wrapped over lines is joined", () => {
  expect(toWireCiphertext(" AAAA\r\nBBBB\n")).toBe("AAAABBBB");
});

test("a context needs distinct names; none at all is no context", () => {
  const pair = (id: number, name: string) => ({ id, name, value: "v" });
  expect(toContext([])).toBeUndefined();
  expect(toContext([pair(0, "a"), pair(1, "b")])).toEqual({ a: "v", b: "v" });
  expect(toContext([pair(0, "a"), pair(1, "a")])).toBeNull();
  expect(toContext([pair(0, "")])).toBeNull();
});
