/** Whoever holds the store's disk: nothing that was changed, cut off, repeated or exchanged is ever given out as a whole object. */
import { createHash, randomBytes } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { makeService, type RunningStore, startStore } from "../harness/cloud-service";
import { ask } from "../harness/store-client";
import { makeTenant } from "../harness/tenant";

const product = inject("product");
const FRAME_BYTES = 65_536;
const SEALED_BYTES = FRAME_BYTES + 16;
const SEGMENT_FRAMES = 128;
let store: RunningStore;
/** Two segments, the second of three frames; and another of the same shape. */
let large: Buffer;
let other: Buffer;
/** Four frames, the last not whole. */
let small: Buffer;
/** Bytes before the first frame, and of a wrapped key. */
let start: number;
let wrapped: number;

beforeAll(async () => {
  const customer = await makeTenant(product);
  const service = await makeService(product, customer, "obs");
  store = await startStore(product.apiUrl, customer.projectId, service.credentials);
  large = await upload("large", (SEGMENT_FRAMES + 2) * FRAME_BYTES + 5);
  other = await upload("other", (SEGMENT_FRAMES + 2) * FRAME_BYTES + 5);
  small = await upload("small", 3 * FRAME_BYTES + 1_000);
  await upload("swapped", 3 * FRAME_BYTES + 1_000);
  await upload("empty", 0);
  const headerBytes = 10 + small.readUInt16BE(8);
  wrapped = JSON.parse(small.subarray(10, headerBytes).toString()).wrapped;
  start = headerBytes + wrapped;
});
afterAll(() => store.stop());

const placeOf = (name: string) => join(store.data, "bucket", createHash("sha256").update(name).digest("hex"));

async function upload(name: string, bytes: number): Promise<Buffer> {
  const reply = await ask(store, "PUT", `/bucket/${name}`, { body: [randomBytes(bytes)] });
  expect(reply.status).toBe(200);
  return readFileSync(placeOf(name));
}

/** Puts these bytes in the place of the object. @returns whether a client takes what it gets for the whole object */
async function isTaken(name: string, bytes: Buffer): Promise<boolean> {
  writeFileSync(placeOf(name), bytes);
  const { status, isWhole, code } = await ask(store, "GET", `/bucket/${name}`);
  // The ID of the key may be what was changed: of another nobody has granted anything.
  if (status !== 200) expect(["ObjectDamaged", "KeyAccessDenied"]).toContain(code);
  return status === 200 && isWhole;
}

/** Which of these an attacker gets through. */
async function takenOf(name: string, changes: Readonly<Record<string, Buffer>>): Promise<string[]> {
  const taken: string[] = [];
  for (const [what, bytes] of Object.entries(changes)) if (await isTaken(name, bytes)) taken.push(what);
  return taken;
}

const frameOf = (bytes: Buffer, frame: number) => bytes.subarray(start + frame * SEALED_BYTES, start + (frame + 1) * SEALED_BYTES);
const isSound = (name: string, bytes: Buffer) => isTaken(name, bytes);

test("an object that is cut off at or about the border of any frame, key or header", async () => {
  const cuts = Array.from({ length: 4 }, (_, frame) => start + frame * SEALED_BYTES).concat(start - wrapped, 10, 8, 0, small.length);
  const about = cuts.flatMap((cut) => [cut - 17, cut - 16, cut - 1, cut, cut + 1, cut + 15, cut + 16, cut + 17]);
  const sound = about.filter((cut) => cut >= 0 && cut < small.length);
  expect(sound.length).toBeGreaterThan(50);
  expect(await takenOf("small", Object.fromEntries(sound.map((cut) => [`cut at ${cut}`, small.subarray(0, cut)])))).toEqual([]);
  expect(await isSound("small", small)).toBe(true);
});

test("an object that is cut off at or about the border of its segments", async () => {
  const border = start + SEGMENT_FRAMES * SEALED_BYTES;
  const cuts = [border, border + wrapped, border + wrapped + SEALED_BYTES].flatMap((cut) => [
    cut - 16,
    cut - 1,
    cut,
    cut + 1,
    cut + 10,
    cut + 16,
    cut + 17,
  ]);
  expect(await takenOf("large", Object.fromEntries(cuts.map((cut) => [`cut at ${cut}`, large.subarray(0, cut)])))).toEqual([]);
  expect(await isSound("large", large)).toBe(true);
});

test("a byte that was changed, wherever it is", async () => {
  const places = [
    0,
    7,
    8,
    9,
    11,
    20,
    start - wrapped - 2,
    start - wrapped,
    start - 1,
    start,
    start + SEALED_BYTES - 1,
    small.length - 17,
    small.length - 1,
  ];
  const changed = (at: number) => {
    const bytes = Buffer.from(small);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    return bytes;
  };
  expect(await takenOf("small", Object.fromEntries(places.map((at) => [`byte ${at}`, changed(at)])))).toEqual([]);
});

test("frames and segments that were exchanged, repeated, dropped or added", async () => {
  const head = small.subarray(0, start);
  const [first, second, third] = [0, 1, 2].map((frame) => frameOf(small, frame)) as [Buffer, Buffer, Buffer];
  const last = small.subarray(start + 3 * SEALED_BYTES);
  const changes = {
    swapped: Buffer.concat([head, second, first, third, last]),
    repeated: Buffer.concat([head, first, first, second, third, last]),
    dropped: Buffer.concat([head, first, third, last]),
    "last repeated": Buffer.concat([small, last]),
    "bytes added": Buffer.concat([small, randomBytes(40)]),
    "of another object": Buffer.concat([other.subarray(0, start), first, second, third, last]),
  };
  expect(await takenOf("small", changes)).toEqual([]);
  const border = start + SEGMENT_FRAMES * SEALED_BYTES;
  const segments = {
    "another object's segment": Buffer.concat([large.subarray(0, border), other.subarray(border)]),
    "its own segment again": Buffer.concat([large.subarray(0, border), large.subarray(start - wrapped, border), large.subarray(border)]),
    "its last segment only": Buffer.concat([large.subarray(0, start - wrapped), large.subarray(border)]),
  };
  expect(await takenOf("large", segments)).toEqual([]);
});

test("objects that were exchanged on the disk, and a piece of an older upload", async () => {
  renameSync(placeOf("swapped"), placeOf("small"));
  expect(await isTaken("small", readFileSync(placeOf("small")))).toBe(false);
  const newer = await upload("large", (SEGMENT_FRAMES + 2) * FRAME_BYTES + 5);
  const border = start + SEGMENT_FRAMES * SEALED_BYTES;
  expect(await isTaken("large", Buffer.concat([newer.subarray(0, border), large.subarray(border)]))).toBe(false);
  expect(await isTaken("empty", readFileSync(placeOf("small")))).toBe(false);
});
