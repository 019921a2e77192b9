/** What a page takes is what the verifier takes: both are asked, and must say the same. */
import { generateKeyPairSync, sign } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fromDer, isSignedBy, readCheckpoint } from "./browser-checkpoint";
import { walkInclusion } from "./browser-proof";
import { formatCheckpointBody, keyIdOf, originOf, parseCheckpoint, verifyCheckpoint } from "./checkpoint";
import { formatSignature } from "./note";
import { inclusionPlan } from "./plan";
import { makeAuditKey, makeWitness, signCheckpoint } from "./testing/signers";
import { EMPTY_ROOT, foldLeaves, leafHash } from "./tree";

const log = makeAuditKey();
const other = makeAuditKey();
const root = leafHash(Buffer.from("row"));
const origin = originOf(log.spki, 1);
const body = formatCheckpointBody(origin, 7, root);
const sound = signCheckpoint(log, 7, root);

const verifierTakes = (text: string, key = log.key) => {
  try {
    verifyCheckpoint(parseCheckpoint(Buffer.from(text)), key);
    return true;
  } catch {
    return false;
  }
};
const pageTakes = async (text: string, spki: Buffer = log.spki) => {
  const checkpoint = readCheckpoint(text);
  return checkpoint !== null && (await isSignedBy(checkpoint, new Uint8Array(spki)));
};

test("a checkpoint that was signed is taken, by its own key only", async () => {
  expect(readCheckpoint(sound)).toMatchObject({ origin, size: 7, root: new Uint8Array(root), body });
  expect(await pageTakes(sound)).toBe(true);
  expect(await pageTakes(sound, other.spki)).toBe(false);
  expect(await pageTakes(signCheckpoint(log, 0, EMPTY_ROOT, 4_294_967_295))).toBe(true);
  expect(await pageTakes(signCheckpoint(log, Number.MAX_SAFE_INTEGER, root))).toBe(true);
});

test("no character of it can be another, nor any be missing", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(sound.length - 1), fc.string({ unit: "binary", maxLength: 1 }), async (place, character) => {
      const changed = sound.slice(0, place) + character + sound.slice(place + 1);
      expect(await pageTakes(changed)).toBe(changed === sound);
    }),
    { numRuns: 500 },
  );
  for (let length = 0; length < sound.length; length++) expect(await pageTakes(sound.slice(0, length))).toBe(false);
});

const signed = (text: string) => `${text}\n${log.signLine(origin, text)}`;
const base64 = root.toString("base64");
const wrong = log.signLine(origin, formatCheckpointBody(origin, 8, root));
const grease = formatSignature({ name: "grease.example", keyId: "00000000", bytes: Buffer.alloc(8) });
const ofName = (name: string) => {
  const text = formatCheckpointBody(name, 7, root);
  return `${text}\n${log.signLine(name, text)}`;
};

test.each([
  ["sound", sound],
  ["a witness", signCheckpoint(log, 7, root, 1, [makeWitness("witness.example/w1").cosign(body)])],
  ["a stranger under the log's name", signCheckpoint(log, 7, root, 1, [other.signLine(origin, body)])],
  [
    "the log's name with another ID",
    signCheckpoint(log, 7, root, 1, [formatSignature({ name: origin, keyId: "00000000", bytes: Buffer.of(1) })]),
  ],
  ["signed twice", signCheckpoint(log, 7, root, 1, [log.signLine(origin, body)])],
  ["signed once more, for another size", signCheckpoint(log, 7, root, 1, [wrong])],
  [
    "once more, by no DER",
    signCheckpoint(log, 7, root, 1, [formatSignature({ name: origin, keyId: keyIdOf(log.spki), bytes: Buffer.of(1) })]),
  ],
  ["nobody signed it", `${body}\n${grease}`],
  ["64 signatures", signCheckpoint(log, 7, root, 1, Array(63).fill(grease))],
  ["65 signatures", signCheckpoint(log, 7, root, 1, Array(64).fill(grease))],
  ["too long", "\n".repeat(600_000)],
  ["an extension", signed(`${body}an extension\n`)],
  ["an empty line first", signed(`\n${body}`)],
  ["no root", signed(`${origin}\n7\n`)],
  ["carriage returns", signed(`${origin}\r\n7\n${base64}\n`)],
  ...["", "07", "+7", " 7", "7 ", "7.0", "0x7", "7e0", "٧", "9007199254740992"].map((size) => [
    `a size of "${size}"`,
    signed(`${origin}\n${size}\n${base64}\n`),
  ]),
  ...[base64.slice(0, -1), base64.slice(0, -4), `${base64}AAAA`, base64.replace("=", "A"), ` ${base64}`, `${base64.slice(0, 42)}B=`].map(
    (text) => [`a root of "${text}"`, signed(`${origin}\n7\n${text}\n`)],
  ),
  ...["example.com/log", `${origin}/1`, origin.replace(/1$/, "01"), origin.replace(/1$/, "x"), originOf(other.spki, 1)].map((name) => [
    `the log ${name}`,
    ofName(name),
  ]),
])("page and verifier agree: %s", async (_what, text) => {
  expect(await pageTakes(text)).toBe(verifierTakes(text));
});

test("a key that is none of P-256 has signed nothing", async () => {
  const checkpoint = readCheckpoint(sound);
  if (checkpoint === null) throw new Error("It is one.");
  const others = [
    generateKeyPairSync("ec", { namedCurve: "P-384" }).publicKey,
    generateKeyPairSync("ed25519").publicKey,
    generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey,
  ];
  for (const key of others) {
    const spki = key.export({ format: "der", type: "spki" });
    const named = {
      ...checkpoint,
      origin: originOf(spki, 1),
      signatures: [{ name: originOf(spki, 1), keyId: keyIdOf(spki), bytes: Buffer.alloc(70) }],
    };
    expect(await isSignedBy(named, new Uint8Array(spki))).toBe(false);
  }
  expect(await isSignedBy(checkpoint, new Uint8Array())).toBe(false);
});

test("a signature in DER gives the numbers that Node.js gives for the same one", () => {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  // Of so many some numbers are shorter than 32 bytes, and about half need a zero before them.
  for (let n = 0; n < 600; n++) {
    const der = sign("sha256", Buffer.from(String(n)), privateKey);
    const raw = fromDer(der);
    expect(raw).toHaveLength(64);
    expect(derOf(raw ?? new Uint8Array(64))).toEqual(new Uint8Array(der));
  }
});

const number = (...bytes: number[]) => [0x02, bytes.length, ...bytes];
const sequence = (...bytes: number[]) => Uint8Array.of(0x30, bytes.length, ...bytes);
const full = Array(32).fill(0x7f);

test.each([
  ["the shortest", sequence(...number(1), ...number(2)), true],
  ["a zero before a high bit", sequence(...number(0, 0x80), ...number(2)), true],
  ["32 bytes", sequence(...number(...full), ...number(...full)), true],
  ["33 bytes with a zero", sequence(...number(0, 0xff, ...full.slice(1)), ...number(2)), true],
  ["33 bytes", sequence(...number(1, ...full), ...number(2)), false],
  ["negative", sequence(...number(0x80), ...number(2)), false],
  ["a zero too many", sequence(...number(0, 1), ...number(2)), false],
  ["no bytes", sequence(...number(), ...number(2)), false],
  ["one number", sequence(...number(1)), false],
  ["three numbers", sequence(...number(1), ...number(2), ...number(3)), false],
  ["something after it", Uint8Array.of(...sequence(...number(1), ...number(2)), 0), false],
  ["cut off", sequence(...number(1), ...number(2)).subarray(0, -1), false],
  ["a number beyond the end", sequence(...number(1), 0x02, 5, 1), false],
  ["the long form of a length", Uint8Array.of(0x30, 0x81, 6, ...number(1), ...number(2)), false],
  ["no sequence", Uint8Array.of(0x31, 6, ...number(1), ...number(2)), false],
  ["no number", sequence(0x03, 1, 1, ...number(2)), false],
  ["nothing", new Uint8Array(), false],
])("DER: %s", (_what, der, isTaken) => {
  expect(fromDer(der) !== null).toBe(isTaken);
});

test("whatever bytes come, they are a signature or none, and a signature is written in one way", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      const raw = fromDer(bytes);
      if (raw !== null) expect(derOf(raw)).toEqual(bytes);
    }),
    { numRuns: 2_000 },
  );
});

test("row, path and signature lead from a row to the key", async () => {
  const rows = Array.from({ length: 300 }, (_none, at) => Buffer.from(`row ${at}`));
  const hashes = rows.map((row) => leafHash(row));
  const range = (from: number, to: number) => foldLeaves(hashes.slice(from, to));
  const checkpoint = readCheckpoint(signCheckpoint(log, rows.length, range(0, rows.length)));
  if (checkpoint === null) throw new Error("It is one.");
  expect(await isSignedBy(checkpoint, new Uint8Array(log.spki))).toBe(true);
  for (const index of [0, 1, 255, 256, 298, 299]) {
    const proof = inclusionPlan(index, rows.length).map(({ from, to }) => range(from, to));
    const walk = (row: Uint8Array, at = index) => walkInclusion(row, at, checkpoint.size, proof, checkpoint.root);
    expect((await walk(rows[index] ?? Buffer.alloc(0))).isProven).toBe(true);
    expect((await walk(Buffer.from("another row"))).isProven).toBe(false);
  }
});

/** r and s as ASN.1 has them: the other way round. */
function derOf(raw: Uint8Array): Uint8Array {
  const numbers = [raw.subarray(0, 32), raw.subarray(32)].map((bytes) => {
    const first = bytes.findIndex((byte) => byte !== 0);
    const start = first === -1 ? bytes.length - 1 : first;
    const digits = [...bytes.subarray(start)];
    return number(...((digits[0] ?? 0) >= 0x80 ? [0, ...digits] : digits));
  });
  return sequence(...numbers.flat());
}
