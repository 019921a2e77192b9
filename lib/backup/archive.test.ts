import { randomBytes } from "node:crypto";
import { PassThrough, Readable } from "node:stream";
import { gunzipSync, gzipSync } from "node:zlib";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { expect, test } from "vitest";
import { ENTRY_MAX, type Entry, readArchive, toBody, writeArchive } from "./archive";
import type { Locks, Opening } from "./locks";

const NOTHING: Opening = { passphrase: null, identities: [] };
const ENTRIES: readonly Entry[] = [
  { name: "manifest.json", body: toBody({ format: 1 }) },
  { name: "token/empty", body: Buffer.alloc(0) },
  { name: `token/${"a".repeat(90)}/${"b".repeat(90)}.object`, body: randomBytes(700) },
  { name: "tables/trace/00000001", body: randomBytes(200_000) },
];

async function write(locks: Locks, entries: readonly Entry[] = ENTRIES): Promise<Buffer> {
  const out = new PassThrough();
  const pieces = out.toArray();
  await writeArchive(out, locks, async function* () {
    yield* entries;
    return { keys: 3 };
  });
  return Buffer.concat(await pieces);
}

async function read(file: Buffer, opening: Opening = NOTHING): Promise<{ entries: Entry[]; seal: Record<string, unknown> }> {
  const entries: Entry[] = [];
  // In small pieces, so that nothing leans on how it is cut.
  const pieces = Array.from({ length: Math.ceil(file.length / 7_001) }, (_, at) => file.subarray(at * 7_001, (at + 1) * 7_001));
  const seal = await readArchive(Readable.from(pieces, { objectMode: false }), opening, async (entry) => void entries.push(entry));
  return { entries, seal };
}

test("what was written is read, plain, by passphrase and by secret key, and by nothing else", async () => {
  const identity = await generateX25519Identity();
  const recipient = await identityToRecipient(identity);
  const plain = await write({ kind: "plain" });
  const secret = await write({ kind: "passphrase", passphrase: "correct horse" });
  const sealed = await write({ kind: "recipient", recipient });
  for (const [file, opening] of [
    [plain, NOTHING],
    [secret, { passphrase: "correct horse", identities: [] }],
    [sealed, { passphrase: null, identities: [await generateX25519Identity(), identity] }],
  ] as const) {
    const { entries, seal } = await read(file, opening);
    expect(entries).toEqual(ENTRIES);
    expect(seal).toMatchObject({ keys: 3 });
  }
  for (const file of [secret, sealed]) expect(file.includes(Buffer.from("manifest"))).toBe(false);
  await expect(read(secret)).rejects.toThrow(/^The backup is encrypted: name the file with its passphrase/);
  for (const [file, opening] of [
    [secret, { passphrase: "correct horses", identities: [] }],
    [sealed, { passphrase: null, identities: [await generateX25519Identity()] }],
  ] as const) {
    await expect(read(file, opening)).rejects.toThrow(/^The backup cannot be opened/);
  }
});

test("a file that is cut off or changed anywhere is no backup", async () => {
  const identity = await generateX25519Identity();
  const locks = { kind: "recipient", recipient: await identityToRecipient(identity) } as const;
  for (const [file, opening] of [
    [await write({ kind: "plain" }), NOTHING],
    [await write(locks), { passphrase: null, identities: [identity] }],
  ] as const) {
    const places = [0, 1, 5, 20, 21, 100, 250, 1_000, file.length - 30, file.length - 9, file.length - 2, file.length - 1];
    for (const place of [...places, ...Array.from({ length: 40 }, () => Math.floor(Math.random() * file.length))]) {
      await expect(read(file.subarray(0, place), opening), `cut at ${place}`).rejects.toThrow(/backup/);
    }
    for (const place of [...places, ...Array.from({ length: 60 }, () => Math.floor(Math.random() * file.length))]) {
      const changed = Buffer.from(file);
      changed[place] = (changed[place] as number) ^ (1 << Math.floor(Math.random() * 8));
      const found = await read(changed, opening).catch((error: Error) => error.message);
      // Some bits of gzip mean nothing.
      if (typeof found === "string") expect(found, `changed at ${place}`).toMatch(/backup|secret key/);
      else expect(found.entries, `changed at ${place}`).toEqual(ENTRIES);
      if (opening !== NOTHING) expect(typeof found, `changed at ${place}`).toBe("string");
    }
  }
});

test("what somebody puts together anew is refused where it does not fit its seal", async () => {
  const tar = gunzipSync(await write({ kind: "plain" }));
  const again = (change: (bytes: Buffer) => void) => {
    const bytes = Buffer.from(tar);
    change(bytes);
    return gzipSync(bytes);
  };
  expect((await read(again(() => {}))).entries).toEqual(ENTRIES);
  await expect(read(again((bytes) => void bytes.write("x", 515)))).rejects.toThrow(/^The file is no whole backup/);
  await expect(read(gzipSync(tar.subarray(0, 512 * 8)))).rejects.toThrow(/^The file is no whole backup/);
  for (const other of ["", "{}", "PK\u0003\u0004", "age-encryption.org/v2\n", "x".repeat(100_000)]) {
    await expect(read(Buffer.from(other)), other.slice(0, 30)).rejects.toThrow("The file is no backup of KMS Console.");
  }
  await expect(read(gzipSync("something else"))).rejects.toThrow(/^The file is no whole backup/);
});

test("an entry that is too long is refused; what fails while it is written or taken is told as it is", async () => {
  await expect(read(await write({ kind: "plain" }, [{ name: "manifest.json", body: Buffer.alloc(ENTRY_MAX + 1) }]))).rejects.toThrow(
    /no whole/,
  );
  expect((await read(await write({ kind: "plain" }, [{ name: "manifest.json", body: Buffer.alloc(ENTRY_MAX) }]))).entries).toHaveLength(1);
  const failing = async function* (): AsyncGenerator<Entry, object> {
    yield ENTRIES[0] as Entry;
    throw new Error("the database went away");
  };
  const out = new PassThrough();
  out.resume();
  await expect(writeArchive(out, { kind: "plain" }, failing)).rejects.toThrow("the database went away");
  const file = await write({ kind: "plain" });
  const refusing = async () => {
    throw new Error("the row is not wanted");
  };
  await expect(readArchive(Readable.from([file], { objectMode: false }), NOTHING, refusing)).rejects.toThrow("the row is not wanted");
});
