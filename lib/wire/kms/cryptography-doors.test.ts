/** What is encrypted, signed, authenticated and imported: every value that crosses the door comes out as it went in, both ways. */
import fc from "fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import { DATA_KEY_SPEC_NAMES } from "#lib/domain/data-key";
import { EC_DATA_KEY_PAIR_SPECS, RSA_DATA_KEY_PAIR_SPECS } from "#lib/domain/data-key-pair";
import { ENCRYPTION_ALGORITHMS } from "#lib/domain/encryption-algorithm";
import type { KeyReference } from "#lib/domain/key-reference";
import { MAC_ALGORITHM_NAMES } from "#lib/domain/mac-algorithm";
import { MESSAGE_TYPES, SIGNING_ALGORITHM_NAMES } from "#lib/domain/signing-algorithm";
import { WRAPPING_ALGORITHM_NAMES } from "#lib/domain/wrapping-algorithm";
import { type InputOf, OPERATIONS, type OperationName, type OutputOf } from "#lib/operations/catalog";
import type { DecodedInput } from "../catalog";
import type { DoorRow } from "../door-row";
import { dataDoor } from "./data-door";
import { dataKeyDoor } from "./data-key-door";
import { dataKeyPairDoor } from "./data-key-pair-door";
import { macDoor } from "./mac-door";
import { materialDoor } from "./material-door";
import { signatureDoor } from "./signature-door";

const DOOR = { ...dataDoor, ...dataKeyDoor, ...dataKeyPairDoor, ...signatureDoor, ...macDoor, ...materialDoor };
type Name = keyof typeof DOOR;

const bytes = (minLength: number, maxLength: number) => fc.uint8Array({ minLength, maxLength, size: "max" });
const keyId = fc.uuid({ version: 4 });
const byId: fc.Arbitrary<KeyReference> = keyId.map((id) => ({ keyId: id }));
const byAlias: fc.Arbitrary<KeyReference> = fc.constantFrom(
  { alias: { accountId: null, region: null, name: "obs/default" } },
  { alias: { accountId: "0123456789abcdef0123456789abcdef", region: "eu-de", name: "a:b" } },
);
const key = fc.oneof(byId, byAlias);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const algorithm = fc.constantFrom(...ENCRYPTION_ALGORITHMS);
const context = fc.dictionary(fc.string({ unit: "grapheme-ascii", maxLength: 8 }), fc.string({ unit: "grapheme-ascii", maxLength: 8 }), {
  maxKeys: 3,
  noNullPrototype: true,
});
const additional = fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 100 });
const bound = { encryptionContext: maybe(context), additionalAuthenticatedData: maybe(additional) };
const newDataKey = fc.record({
  key,
  bits: maybe(fc.integer({ min: 1, max: 1024 }).map((count) => 8 * count)),
  spec: maybe(fc.constantFrom(...DATA_KEY_SPEC_NAMES)),
  ...bound,
});
const dataKeyLength = fc.integer({ min: 1, max: 1024 });
const message = bytes(1, 4096);
const second = fc.integer({ min: 0, max: 253_402_300_799 }).map((seconds) => new Date(seconds * 1000));
const signed = {
  key,
  message,
  signingAlgorithm: fc.constantFrom(...SIGNING_ALGORITHM_NAMES),
  messageType: maybe(fc.constantFrom(...MESSAGE_TYPES)),
};
const pairOf = <S>(specs: readonly S[]) =>
  fc.record({ key, spec: fc.constantFrom(...specs), withPlaintext: fc.boolean(), additionalAuthenticatedData: maybe(additional) });
const pair = fc.record({
  keyId,
  spec: fc.constantFrom(...RSA_DATA_KEY_PAIR_SPECS, ...EC_DATA_KEY_PAIR_SPECS),
  publicKey: message,
  privateKeyCiphertext: message,
  privateKey: fc.option(message),
});
const purpose = fc.constantFrom("data" as const, "dataKey" as const);
const authenticated = { key, macAlgorithm: fc.constantFrom(...MAC_ALGORITHM_NAMES), message };
const nothing = fc.constant(undefined);

const VALUES: { [N in Name]: { input: fc.Arbitrary<InputOf<N>>; output: fc.Arbitrary<OutputOf<N>> } } = {
  encryptData: {
    input: fc.record({ key, plaintext: message, encryptionAlgorithm: maybe(algorithm), ...bound }),
    output: fc.record({ keyId, ciphertext: message }),
  },
  decryptData: {
    input: fc.record({ key: maybe(byId), ciphertext: bytes(139, 4236), encryptionAlgorithm: maybe(algorithm), ...bound }),
    output: fc.record({ keyId, plaintext: message }),
  },
  reEncrypt: {
    input: fc.record({
      ciphertext: fc.record({ bytes: bytes(140, 1164), purpose }),
      sourceKey: maybe(byId),
      sourceEncryptionAlgorithm: maybe(algorithm),
      sourceEncryptionContext: maybe(context),
      sourceAdditionalAuthenticatedData: maybe(additional),
      destinationKey: key,
      destinationEncryptionAlgorithm: maybe(algorithm),
      destinationEncryptionContext: maybe(context),
      destinationAdditionalAuthenticatedData: maybe(additional),
      dataKeyLength: maybe(dataKeyLength),
    }),
    output: fc.record({
      keyId,
      sourceKeyId: keyId,
      sourceEncryptionAlgorithm: algorithm,
      destinationEncryptionAlgorithm: algorithm,
      ciphertext: fc.record({ bytes: bytes(140, 1164), purpose }),
    }),
  },
  genRandom: {
    input: fc.record({ bits: fc.integer({ min: 1, max: 1024 }).map((count) => 8 * count) }),
    output: fc.record({ randomData: bytes(1, 1024) }),
  },
  createDatakey: { input: newDataKey, output: fc.record({ keyId, plaintext: bytes(1, 1024), ciphertext: message }) },
  createDatakeyWithoutPlaintext: { input: newDataKey, output: fc.record({ keyId, ciphertext: message }) },
  encryptDatakey: {
    input: fc.record({ key, dataKeyAndDigest: bytes(33, 1056), dataKeyLength, ...bound }),
    output: fc.record({ keyId, ciphertext: message, dataKeyLength }),
  },
  decryptDatakey: {
    input: fc.record({ key, ciphertext: bytes(140, 1148), dataKeyLength, ...bound }),
    output: fc.record({ dataKey: bytes(1, 1024), dataKeyLength, digest: bytes(32, 32) }),
  },
  createRsaDatakeyPair: { input: pairOf(RSA_DATA_KEY_PAIR_SPECS), output: pair },
  createEcDatakeyPair: { input: pairOf(EC_DATA_KEY_PAIR_SPECS), output: pair },
  sign: { input: fc.record(signed), output: fc.record({ keyId, signature: message }) },
  verify: { input: fc.record({ ...signed, signature: message }), output: fc.record({ keyId, isValid: fc.boolean() }) },
  getPublickey: { input: fc.record({ key }), output: fc.record({ keyId, publicKey: bytes(0, 600) }) },
  generateMac: {
    input: fc.record(authenticated),
    output: fc.record({ keyId, macAlgorithm: authenticated.macAlgorithm, mac: bytes(1, 64) }),
  },
  verifyMac: {
    input: fc.record({ ...authenticated, mac: bytes(1, 512) }),
    output: fc.record({ keyId, macAlgorithm: authenticated.macAlgorithm, isValid: fc.boolean() }),
  },
  getParametersForImport: {
    input: fc.record({ key: byId, wrappingAlgorithm: fc.constantFrom(...WRAPPING_ALGORITHM_NAMES) }),
    output: fc.record({ keyId, importToken: message, expiresAt: second, publicKey: message, sameMaterialOnly: maybe(fc.constant(true)) }),
  },
  importKeyMaterial: {
    input: fc.record({
      key: byId,
      importToken: bytes(148, 4608),
      encryptedMaterial: bytes(256, 270),
      encryptedPrivateKey: maybe(bytes(1, 4608)),
      expiresAt: maybe(second),
    }),
    output: nothing,
  },
  deleteImportedKeyMaterial: { input: fc.record({ key: byId }), output: nothing },
};

/** Without what is absent, and with bytes as a list, whatever holds them. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return [...value];
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([name, member]) => (member === undefined ? [] : [[name, plain(member)]])));
}

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const FEW = { numRuns: 40 };

describe.each(Object.keys(DOOR) as Name[])("%s", (name) => {
  const row: DoorRow = DOOR[name];

  test("takes the input that a client of ours writes with the same codec", () => {
    fc.assert(
      fc.property(VALUES[name].input as fc.Arbitrary<unknown>, (input) => {
        expect(plain(z.decode(row.input, throughJson(z.encode(row.input, input))))).toEqual(plain(input));
      }),
      FEW,
    );
  });

  test("gives the output so that it can be read back", () => {
    fc.assert(
      fc.property(VALUES[name].output as fc.Arbitrary<unknown>, (output) => {
        expect(plain(z.decode(row.output, throughJson(z.encode(row.output, output))))).toEqual(plain(output));
      }),
      FEW,
    );
  });

  test("names as secret inside only what its input or output has", () => {
    const members = [VALUES[name].input, VALUES[name].output].flatMap((arbitrary) =>
      fc.sample(arbitrary as fc.Arbitrary<unknown>, { numRuns: 20, seed: 1 }).flatMap((value) => Object.keys(value ?? {})),
    );
    for (const field of OPERATIONS[name].secretFields) expect(members).toContain(field);
  });
});

test("what the codec reads is what the use-case is promised", () => {
  type Misfits = { [N in Name & OperationName]: DecodedInput<N> extends InputOf<N> ? never : N }[Name];
  expectTypeOf<Misfits>().toBeNever();
});

describe("data keys in hexadecimal digits", () => {
  const { input } = DOOR.encryptDatakey;
  const read = (plain_text: string) => input.safeDecode({ key_id: "alias/a", plain_text, datakey_plain_length: 1 } as never);

  test("are read in any case, with white space anywhere", () => {
    fc.assert(
      fc.property(bytes(1, 64), fc.array(fc.constantFrom("", " ", "\n", "\r\n", "\t", "\u00a0"), { minLength: 8 }), (value, blanks) => {
        const text = [...Buffer.from(value).toString("hex")].map((digit, at) => {
          const blank = blanks[at % blanks.length] as string;
          return (at % 3 === 0 ? digit.toUpperCase() : digit) + (at < 20 ? blank : "");
        });
        expect(plain(read(text.join("")).data?.dataKeyAndDigest)).toEqual([...value]);
      }),
    );
  });

  test.each(["", " ", "0", "0 0 0", "0g", "0x00", "00".repeat(1056 * 3)])("are not there in %j", (text) => {
    expect(read(text).success).toBe(false);
  });
});

test("a public key is PEM with CRLF at the end of each line, none longer than 64 characters", () => {
  const { public_key: pem } = z.encode(DOOR.getPublickey.output, { keyId: "k", publicKey: Buffer.alloc(100, 0xff) });
  const lines = pem.split("\r\n");
  expect([lines[0], ...lines.slice(-2)]).toEqual(["-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----", ""]);
  expect(lines.map((line) => line.length)).toEqual([26, 64, 64, 8, 24, 0]);
  expect(pem.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
});
