/** generate-mac and verify-mac (api-reference §2.5). */
import { randomBytes } from "node:crypto";
import { beforeAll, describe, expect, inject, test } from "vitest";
import type { ApiClient } from "../harness/api-client";
import { makeTenant, tracesOf } from "../harness/tenant";

const product = inject("product");
let api: ApiClient;
const keys: Record<string, string> = {};
const SIZES = [
  ["HMAC_256", "HMAC_SHA_256", 32],
  ["HMAC_384", "HMAC_SHA_384", 48],
  ["HMAC_512", "HMAC_SHA_512", 64],
] as const;

beforeAll(async () => {
  api = (await makeTenant(product)).client;
  for (const spec of [...SIZES.map(([name]) => name), "AES_256", "RSA_2048", "EC_P256"])
    keys[spec] = await api.createKey(`mac-${spec}`, { key_spec: spec });
});

const base64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString("base64");
const generate = (spec: string, mac_algorithm: string, message: Uint8Array | string) =>
  api.call("generate-mac", { key_id: keys[spec], mac_algorithm, message: base64(message) });
const verify = (spec: string, mac_algorithm: string, message: Uint8Array | string, mac: string) =>
  api.call("verify-mac", { key_id: keys[spec], mac_algorithm, message: base64(message), mac });

describe("message authentication codes", () => {
  test.each(SIZES)(
    "%s makes %s: lower-case hex of %i bytes, the same for the same message, and verified",
    async (spec, algorithm, bytes) => {
      for (const message of [randomBytes(1), randomBytes(4096)]) {
        const { status, body } = await generate(spec, algorithm, message);
        expect([status, body]).toEqual([200, { key_id: keys[spec], mac_algorithm: algorithm, mac: expect.stringMatching(/^[0-9a-f]+$/) }]);
        expect(body.mac.length).toBe(2 * bytes);
        expect((await generate(spec, algorithm, message)).body.mac).toBe(body.mac);
        for (const mac of [body.mac, body.mac.toUpperCase()]) {
          expect((await verify(spec, algorithm, message, mac)).body).toEqual({
            key_id: keys[spec],
            mac_algorithm: algorithm,
            mac_valid: true,
          });
        }
        expect((await generate(spec, algorithm, Buffer.concat([message, Buffer.of(0)]).subarray(-4096))).body.mac).not.toBe(body.mac);
      }
    },
  );

  test("one that is not valid is an answer: false, whatever is wrong with it", async () => {
    const { mac } = (await generate("HMAC_256", "HMAC_SHA_256", "text")).body;
    const other = await api.createKey("mac-other", { key_spec: "HMAC_256" });
    const others = (await api.call("generate-mac", { key_id: other, mac_algorithm: "HMAC_SHA_256", message: base64("text") })).body.mac;
    const flipped = (mac[0] === "0" ? "1" : "0") + mac.slice(1);
    for (const wrong of [others, flipped, mac.slice(2), `${mac}00`, "00", "00".repeat(512)]) {
      expect([wrong, (await verify("HMAC_256", "HMAC_SHA_256", "text", wrong)).body.mac_valid]).toEqual([wrong, false]);
    }
    expect((await verify("HMAC_256", "HMAC_SHA_256", "Text", mac)).body.mac_valid).toBe(false);
  });

  test("a right one in another spelling is refused with the name of the encoding, never called invalid", async () => {
    const { mac } = (await generate("HMAC_256", "HMAC_SHA_256", "text")).body;
    const bytes = Buffer.from(mac, "hex");
    const spellings = [
      bytes.toString("base64"),
      bytes.toString("base64url"),
      `${mac}\n`,
      ` ${mac}`,
      `0x${mac}`,
      mac.slice(1),
      "zz".repeat(32),
    ];
    for (const spelling of spellings) {
      const reply = await verify("HMAC_256", "HMAC_SHA_256", "text", spelling);
      expect([spelling, reply.status, reply.code]).toEqual([spelling, 400, "KMS.0308"]);
      expect(reply.body.error.error_msg).toContain("hexadecimal digits");
    }
    expect((await verify("HMAC_256", "HMAC_SHA_256", "text", mac.toUpperCase())).body.mac_valid).toBe(true);
  });

  test.each([
    ["HMAC_256", "HMAC_SHA_384", "KMS.0308"],
    ["HMAC_512", "HMAC_SHA_256", "KMS.0308"],
    ["HMAC_256", "HMAC_SHA_1", "KMS.0308"],
    ["AES_256", "HMAC_SHA_256", "KMS.0331"],
    ["RSA_2048", "HMAC_SHA_256", "KMS.0325"],
    ["EC_P256", "HMAC_SHA_256", "KMS.0325"],
  ])("a key of %s with %s is refused with %s", async (spec, algorithm, code) => {
    expect(await generate(spec, algorithm, "text")).toMatchObject({ status: 400, code });
    expect(await verify(spec, algorithm, "text", "00")).toMatchObject({ status: 400, code });
  });

  test.each([
    ["an empty message", { message: "" }, "KMS.0308"],
    ["4,097 bytes", { message: base64(Buffer.alloc(4097)) }, "KMS.0308"],
    ["a message that is not base64", { message: "text!" }, "KMS.0308"],
    ["no message", { message: undefined }, "KMS.0204"],
    ["an empty MAC", { mac: "" }, "KMS.0308"],
    ["a MAC longer than any", { mac: "0".repeat(1025) }, "KMS.0308"],
    ["no MAC", { mac: undefined }, "KMS.0204"],
    ["no algorithm", { mac_algorithm: undefined }, "KMS.0204"],
  ])("%s is refused", async (_name, more, code) => {
    const input = { key_id: keys.HMAC_256, mac_algorithm: "HMAC_SHA_256", message: base64("text"), mac: "00" };
    expect(await api.call("verify-mac", { ...input, ...more })).toMatchObject({ status: 400, code });
    if (!("mac" in more)) expect(await api.call("generate-mac", { ...input, ...more })).toMatchObject({ status: 400, code });
  });

  test.each([
    ["encrypt-data", { plain_text: "text" }],
    ["create-datakey", { datakey_length: 256 }],
    ["create-datakey-without-plaintext", { datakey_length: 256 }],
    ["sign", { message: base64(randomBytes(32)), signing_algorithm: "ECDSA_SHA_256" }],
    ["get-publickey", {}],
  ])("an HMAC key does not do %s: KMS.0341", async (verb, input) => {
    expect(await api.call(verb, { key_id: keys.HMAC_256, ...input })).toMatchObject({ status: 400, code: "KMS.0341" });
  });

  test("a disabled key neither makes nor checks", async () => {
    const keyId = await api.createKey("mac-disabled", { key_spec: "HMAC_256" });
    await api.call("disable-key", { key_id: keyId });
    const input = { key_id: keyId, mac_algorithm: "HMAC_SHA_256", message: base64("text"), mac: "00" };
    for (const verb of ["generate-mac", "verify-mac"]) expect(await api.call(verb, input)).toMatchObject({ status: 400, code: "KMS.0209" });
  });

  test("every call is traced, without message and MAC", async () => {
    const made = await generate("HMAC_256", "HMAC_SHA_256", "a message of its own");
    const checked = await verify("HMAC_256", "HMAC_SHA_256", "a message of its own", made.body.mac);
    for (const [reply, trace_name] of [
      [made, "generateMac"],
      [checked, "verifyMac"],
    ] as const) {
      const traces = await tracesOf(product, reply.headers.get("x-request-id"));
      expect(traces).toMatchObject([{ trace_name, resource_id: keys.HMAC_256, outcome: "normal" }]);
      expect(JSON.stringify(traces)).not.toContain(made.body.mac);
    }
  });
});
