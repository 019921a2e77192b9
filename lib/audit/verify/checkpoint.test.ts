import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { formatCheckpointBody, keyIdOf, originOf, parseCheckpoint, readAuditKey, verifyCheckpoint } from "./checkpoint";
import { Unverified } from "./encoding";
import { formatSignature } from "./note";
import { makeAuditKey, makeWitness, signCheckpoint } from "./testing/signers";
import { EMPTY_ROOT, leafHash } from "./tree";

const log = makeAuditKey();
const other = makeAuditKey();
const root = leafHash(Buffer.from("row"));
const origin = originOf(log.spki, 1);
const body = formatCheckpointBody(origin, 7, root);
const sound = signCheckpoint(log, 7, root);
const isTaken = (text: string | Uint8Array, key = log.key) => {
  try {
    verifyCheckpoint(parseCheckpoint(Buffer.from(text as string)), key);
    return true;
  } catch (error) {
    // Whatever comes in, it is refused by name.
    expect(error).toBeInstanceOf(Unverified);
    return false;
  }
};

test("a checkpoint that was signed is taken, by its own key only", () => {
  expect(parseCheckpoint(Buffer.from(sound))).toMatchObject({ origin, size: 7, root });
  expect(isTaken(sound)).toBe(true);
  expect(isTaken(sound, other.key)).toBe(false);
  expect(isTaken(signCheckpoint(log, 0, EMPTY_ROOT, 4_294_967_295))).toBe(true);
  expect(isTaken(signCheckpoint(log, Number.MAX_SAFE_INTEGER, root))).toBe(true);
});

test("its shape is the one that was agreed", () => {
  const [first, second, third, fourth, fifth, sixth] = sound.split("\n");
  expect(first).toMatch(/^kms-console\/audit\/[0-9a-f]{16}\/1$/);
  expect([second, third, fourth, sixth]).toEqual(["7", root.toString("base64"), "", ""]);
  const [dash, name, signature = ""] = fifth?.split(" ") ?? [];
  expect([dash, name]).toEqual(["—", first]);
  expect(Buffer.from(signature, "base64").toString("hex", 0, 4)).toBe(keyIdOf(log.spki));
  // DER: a sequence.
  expect(Buffer.from(signature, "base64")[4]).toBe(0x30);
});

test("no byte of it can be another", () => {
  const bytes = Buffer.from(sound);
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (place, change) => {
      const changed = Buffer.from(bytes);
      changed[place] = (changed[place] ?? 0) ^ change;
      expect(isTaken(changed)).toBe(false);
    }),
    { numRuns: 1000 },
  );
  for (let length = 0; length < bytes.length; length++) expect(isTaken(bytes.subarray(0, length))).toBe(false);
});

test("signatures of strangers are ignored, wherever they stand", () => {
  const junk = [
    makeWitness("witness.example/w1").cosign(body),
    other.signLine(originOf(other.spki, 1), body),
    // The name or the ID of the known key, but not both.
    other.signLine(origin, body),
    formatSignature({ name: "grease.example", keyId: keyIdOf(log.spki), bytes: Buffer.alloc(5_000, 1) }),
    formatSignature({ name: origin, keyId: "00000000", bytes: Buffer.alloc(1) }),
  ];
  expect(isTaken(signCheckpoint(log, 7, root, 1, junk))).toBe(true);
  const [text = "", own = ""] = sound.split("\n\n");
  expect(isTaken(`${text}\n\n${junk.join("")}${own}`)).toBe(true);
  expect(isTaken(`${text}\n\n${junk.join("")}`)).toBe(false);
});

test("a signature that is said to be the known key's and is not spoils the note", () => {
  const wrong = log.signLine(origin, formatCheckpointBody(origin, 8, root));
  expect(isTaken(signCheckpoint(log, 7, root, 1, [wrong]))).toBe(false);
  expect(isTaken(signCheckpoint(log, 7, root, 1, [formatSignature({ name: origin, keyId: keyIdOf(log.spki), bytes: Buffer.of(1) })]))).toBe(
    false,
  );
  expect(isTaken(signCheckpoint(log, 7, root, 1, [log.signLine(origin, body)]))).toBe(true);
});

test("what is written otherwise is refused although it is signed", () => {
  const signed = (text: string) => `${text}\n${log.signLine(origin, text)}`;
  const base64 = root.toString("base64");
  expect(isTaken(signed(`${origin}\n7\n${base64}\n`))).toBe(true);
  for (const size of ["", "07", "+7", "-7", " 7", "7 ", "7.0", "0x7", "7e0", "٧", "9007199254740992", "99999999999999999999"]) {
    expect([size, isTaken(signed(`${origin}\n${size}\n${base64}\n`))]).toEqual([size, false]);
  }
  const roots = [
    base64.slice(0, -1),
    base64.slice(0, -4),
    `${base64}AAAA`,
    base64.replace("=", "A"),
    ` ${base64}`,
    `${base64.slice(0, 42)}B=`,
  ];
  for (const text of roots) expect([text, isTaken(signed(`${origin}\n7\n${text}\n`))]).toEqual([text, false]);
  const others = [`${body}an extension\n`, `\n${body}`, `${origin}\n7\n`, body.slice(0, -1), `${origin}\r\n7\n${base64}\n`];
  for (const text of others) expect([text, isTaken(signed(text))]).toEqual([text, false]);
  expect(isTaken(Buffer.concat([Buffer.from(sound), Buffer.from("\u2014 x "), Buffer.of(0xff, 0x0a)]))).toBe(false);
});

test("a log of another name is not this key's, though the key signed it", () => {
  for (const name of ["example.com/log", `${origin}/1`, origin.replace(/1$/, "01"), origin.replace(/1$/, "x"), originOf(other.spki, 1)]) {
    const text = formatCheckpointBody(name, 7, root);
    expect([name, isTaken(`${text}\n${log.signLine(name, text)}`)]).toEqual([name, false]);
  }
});

test("more than a note may hold is refused before it is read", () => {
  const line = formatSignature({ name: "grease.example", keyId: "00000000", bytes: Buffer.alloc(8) });
  expect(isTaken(signCheckpoint(log, 7, root, 1, Array(63).fill(line)))).toBe(true);
  expect(isTaken(signCheckpoint(log, 7, root, 1, Array(64).fill(line)))).toBe(false);
  expect(isTaken(Buffer.alloc(600_000, 10))).toBe(false);
});

test("an audit key is a public key of P-256", () => {
  expect(readAuditKey(log.pem).equals(log.key)).toBe(true);
  const pemOf = (type: "spki" | "pkcs8", key: ReturnType<typeof generateKeyPairSync>) =>
    type === "spki" ? key.publicKey.export({ format: "pem", type }) : key.privateKey.export({ format: "pem", type });
  const p256 = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const wrong = [
    pemOf("pkcs8", p256),
    pemOf("spki", generateKeyPairSync("ec", { namedCurve: "P-384" })),
    pemOf("spki", generateKeyPairSync("ed25519") as unknown as ReturnType<typeof generateKeyPairSync>),
    "",
    "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
  ];
  for (const pem of wrong) expect(() => readAuditKey(pem.toString())).toThrow(Unverified);
});
