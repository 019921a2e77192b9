import { createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { authenticatedBy, sealTogether } from "./seal-tree";

const makeMac = (data: Buffer) => createHmac("sha256", "token").update(data).digest();
const isSealed = (sealed: Buffer, seal: Buffer) => {
  const by = authenticatedBy(sealed, seal);
  return by !== null && makeMac(by.data).equals(by.mac);
};
const books = fc
  .uniqueArray(fc.string({ maxLength: 40 }), { minLength: 1, maxLength: 70 })
  .map((all) => all.map((text) => Buffer.from(text)));

test("each of any number of books has a seal of its own, which is no other's, and the token is asked once for sixteen", () => {
  fc.assert(
    fc.property(books, (sealed) => {
      let asked = 0;
      const seals = sealTogether(sealed, (data) => {
        asked += 1;
        return makeMac(data);
      });
      expect(seals).toHaveLength(sealed.length);
      expect(asked).toBeLessThanOrEqual(Math.floor(sealed.length / 16) + 4);
      sealed.forEach((each, at) => {
        expect(isSealed(each, seals[at] as Buffer)).toBe(true);
        expect(isSealed(Buffer.concat([each, Buffer.from("x")]), seals[at] as Buffer)).toBe(false);
        const next = (at + 1) % sealed.length;
        if (next !== at) expect(isSealed(each, seals[next] as Buffer)).toBe(false);
      });
    }),
    { numRuns: 60 },
  );
});

test("a seal of which any bit or the length is another is none, and a node or a root passes for no book", () => {
  const sealed = Array.from({ length: 16 }, (_, at) => Buffer.from(`book ${at}`));
  const seals = sealTogether(sealed, makeMac);
  const [book, seal] = [sealed[5] as Buffer, seals[5] as Buffer];
  expect(seal).toHaveLength(32 + 1 + 4 * 32);
  for (let at = 0; at < seal.length; at += 1) {
    const other = Buffer.from(seal);
    other[at] = (other[at] ?? 0) ^ 1;
    expect(isSealed(book, other)).toBe(false);
  }
  for (const length of [0, 31, 33, 64, 65, seal.length - 1, seal.length + 1, seal.length + 32]) {
    expect(isSealed(book, Buffer.concat([seal, Buffer.alloc(32)]).subarray(0, length))).toBe(false);
  }
  const by = authenticatedBy(book, seal);
  expect(by !== null && isSealed(by.data, seal)).toBe(false);
  // What the token has authenticated for a tree, as a book that is sealed alone.
  expect(by?.data.subarray(0, 12).toString()).toBe("kms/books/1\n");
});
