import { expect, test } from "vitest";
import { KmsError } from "#lib/domain/errors";
import type { Hsm, ObserveTokenCall } from "#lib/hsm/port";
import { observeCalls } from "./observe-calls";

type Told = Parameters<ObserveTokenCall>;

function observed(methods: Partial<Record<keyof Hsm, unknown>>): { hsm: Hsm; told: Told[] } {
  const told: Told[] = [];
  const others = new Proxy({} as Hsm, { get: () => () => {} });
  const hsm = new Proxy(methods as unknown as Hsm, { get: (given, name) => Reflect.get(given, name) ?? Reflect.get(others, name) });
  return { hsm: observeCalls(hsm, (...call) => told.push(call)), told };
}

test("a method may call another one of its object, which is not counted as a call of its own", () => {
  const { hsm, told } = observed({
    publicKey: () => Buffer.from("public"),
    encryptOaep(this: Hsm) {
      return this.publicKey({} as never);
    },
  });
  expect(hsm.encryptOaep({} as never, Buffer.alloc(1)).toString()).toBe("public");
  expect(told.map(([call]) => call)).toEqual(["encryptOaep"]);
});

test("a call is reported by its name, with its outcome and its seconds, and its result is passed on", async () => {
  const { hsm, told } = observed({
    randomBytes: (length: number) => Buffer.alloc(length),
    signDigest: async () => Buffer.from("signature"),
  });
  expect(hsm.randomBytes(3)).toHaveLength(3);
  expect((await hsm.signDigest({} as never, "ECDSA_SHA_256", Buffer.alloc(32))).toString()).toBe("signature");
  expect(told.map(([call, outcome]) => [call, outcome])).toEqual([
    ["randomBytes", "answered"],
    ["signDigest", "answered"],
  ]);
  for (const [, , seconds] of told) expect(seconds).toBeGreaterThanOrEqual(0);
});

test.each([
  ["refused", new KmsError("ciphertextInvalid")],
  ["refused", new RangeError("too short")],
  ["failed", new KmsError("unavailable")],
  ["failed", new KmsError("internal")],
  ["failed", new Error("CKR_DEVICE_ERROR")],
] as const)("a call is %s where it throws %s, at once or later, and throws the same", async (outcome, error) => {
  const { hsm, told } = observed({
    unseal: () => {
      throw error;
    },
    decryptOaep: () => Promise.reject(error),
  });
  expect(() => hsm.unseal("", Buffer.alloc(0))).toThrow(error);
  await expect(hsm.decryptOaep({} as never, Buffer.alloc(0))).rejects.toBe(error);
  expect(told.map(([call, how]) => [call, how])).toEqual([
    ["unseal", outcome],
    ["decryptOaep", outcome],
  ]);
});

test("a call made through another one is reported once", () => {
  const { hsm, told } = observed({
    publicKey: () => "public key",
    encryptOaep(this: Hsm) {
      return Buffer.from(this.publicKey({} as never));
    },
  });
  expect(hsm.encryptOaep({} as never, Buffer.alloc(1)).toString()).toBe("public key");
  expect(told.map(([call]) => call)).toEqual(["encryptOaep"]);
});

test("what does not ask the token is not reported", () => {
  const { hsm, told } = observed({ nonceBytes: () => Buffer.alloc(1), keysInUse: () => [], forgetMaterial: () => {} });
  hsm.nonceBytes(1);
  hsm.keysInUse();
  hsm.forgetMaterial([]);
  expect(told).toEqual([]);
});
