/** What is sealed of a new key without reading it back, against what the database says of it. */
import { createHmac } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeHousehold, newKey, openScratchStore, type ScratchStore } from "../../../e2e/harness/scratch-store";
import { insertKey } from "../keys/keys";
import { openStore, type Store } from "../open";

let scratch: ScratchStore;
let store: Store;
beforeAll(async () => {
  scratch = await openScratchStore();
  store = await openStore(scratch.url, { makeSeal: (data) => createHmac("sha256", "test").update(data).digest() });
});
afterAll(async () => {
  await store?.close();
  await scratch.stop();
});

test("whatever stands in its row, a new key is as its seal says", async () => {
  const of = await makeHousehold(scratch);
  const time = fc.option(fc.integer({ min: 0, max: 4e12 }).map((ms) => new Date(ms)));
  const text = fc.string({ unit: "binary" }).filter((given) => !/[\0\p{Cs}]/u.test(given));
  const odd = fc.record({
    description: fc.oneof(text, fc.constantFrom('"\\/\b\f\n\r\t\u0001\u001f\u007f', "\u2028\u2029\u{1f511}", "é", "</script>")),
    createdAt: fc.integer({ min: 0, max: 4e12 }).map((ms) => new Date(ms)),
    lastRotationAt: time,
    rotationCount: fc.nat(1_000),
    replacedBy: fc.option(fc.uuid()),
    publicKey: fc.option(fc.uint8Array({ minLength: 1, maxLength: 100 })),
    isThere: fc.boolean(),
  });
  const ids: string[] = [];
  for (const { publicKey, isThere, ...more } of fc.sample(odd, 60)) {
    const key = { ...newKey(of), ...more };
    const material = {
      wrapped: Buffer.alloc(40),
      domainKey: 1,
      publicKey: publicKey && Buffer.from(publicKey),
      bindingMac: Buffer.alloc(32),
    };
    await store.transact((tx) => insertKey(tx, key, isThere ? material : null, 1_000));
    ids.push(key.id);
  }
  const ofKeys = (await store.findAltered()).altered.filter(({ book }) => book.startsWith("key/"));
  expect(ofKeys).toEqual([]);
  await scratch.sql("update cmk set description = description || 'x' where id = $1", [ids[0]]);
  expect((await store.findAltered()).altered).toContainEqual(expect.objectContaining({ book: `key/${ids[0]}` }));
});
