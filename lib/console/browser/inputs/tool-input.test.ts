import { expect, test } from "vitest";
import { fileRefusal, inputRefusal, readTextFile, toContext, toWireCiphertext } from "./tool-input";

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

test("a file of 1 to 4,096 bytes may be encrypted as it is, or as many as the key takes, and the refusal says what to do", () => {
  for (const size of [1, 4096]) expect(fileRefusal(size)).toBeNull();
  expect(fileRefusal(190, 190)).toBeNull();
  expect(fileRefusal(191, 190)).toMatch(/^The file has 191 bytes, and 190 can be encrypted/);
  expect(fileRefusal(4097)).toMatch(/^The file has 4,097 bytes, and 4,096 can be encrypted at once\..*Choose a smaller one/);
  expect(fileRefusal(0)).toMatch(/empty.*Choose another/);
  expect(fileRefusal(null)).toMatch(/Choose the file/);
});

test("what is no text in UTF-8 is refused with the way that takes it", async () => {
  const binary = new File([new Uint8Array([0xff, 0])], "f");
  await expect(readTextFile(binary, "encrypt")).rejects.toThrow(/Choose File instead of Text/);
  await expect(readTextFile(binary, "decrypt")).rejects.toThrow(/base64/);
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
