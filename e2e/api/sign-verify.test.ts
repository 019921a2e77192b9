/** sign, verify and get-publickey (api-reference §2.5), with strangers to judge: the openssl command and WebCrypto. */
import { execFileSync } from "node:child_process";
import { createHash, createPublicKey, randomBytes, webcrypto } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { verifyLine } from "#lib/console/browser/commands/openssl-lines";
import { HASHES } from "#lib/domain/hash";
import { SIGNING_ALGORITHMS, type SigningAlgorithm } from "#lib/domain/signing-algorithm";
import type { ApiClient } from "../harness/api-client";
import { sql } from "../harness/database";
import { makeTenant, tracesOf } from "../harness/tenant";

const product = inject("product");
let api: ApiClient;
let directory: string;
/** Key IDs by spec; the usage is SIGN_VERIFY wherever there is a choice. */
const keys: Record<string, string> = {};
let encryptionKey: string;

const RSA = ["RSA_2048", "RSA_3072", "RSA_4096"];
const EC = ["EC_P256", "EC_P384"];
const RSA_ALGORITHMS = [256, 384, 512].flatMap((bits) => [`RSASSA_PSS_SHA_${bits}`, `RSASSA_PKCS1_V1_5_SHA_${bits}`]);
const EC_ALGORITHMS = [256, 384, 512].map((bits) => `ECDSA_SHA_${bits}`);
const PAIRS: [spec: string, algorithm: string][] = [
  ...RSA.flatMap((spec) => RSA_ALGORITHMS.map((algorithm): [string, string] => [spec, algorithm])),
  ...EC.flatMap((spec) => EC_ALGORITHMS.map((algorithm): [string, string] => [spec, algorithm])),
];

beforeAll(async () => {
  api = (await makeTenant(product)).client;
  directory = mkdtempSync(join(tmpdir(), "kms-sign-"));
  const made = [...RSA, ...EC, "HMAC_256", "AES_256"].map(async (spec) => {
    keys[spec] = await api.createKey(`signing-${spec}`, { key_spec: spec });
  });
  await Promise.all(made);
  encryptionKey = await api.createKey("encrypting", { key_spec: "RSA_2048", key_usage: "ENCRYPT_DECRYPT" });
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const base64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString("base64");
const hashOf = (algorithm: string) => HASHES[SIGNING_ALGORITHMS[algorithm as SigningAlgorithm].hash];
const sign = (spec: string, signing_algorithm: string, message: Uint8Array | string, message_type?: string) =>
  api.call("sign", { key_id: keys[spec], signing_algorithm, message: base64(message), ...(message_type && { message_type }) });
const verify = async (spec: string, signing_algorithm: string, message: Uint8Array | string, signature: string, message_type = "RAW") =>
  (await api.call("verify", { key_id: keys[spec], signing_algorithm, message: base64(message), signature, message_type })).body
    .signature_valid;
const publicKeyOf = async (spec: string): Promise<string> => (await api.call("get-publickey", { key_id: keys[spec] })).body.public_key;

describe("keys to sign with", () => {
  test.each([
    [{ key_spec: "RSA_2048" }, "SIGN_VERIFY"],
    [{ key_spec: "RSA_3072", key_usage: "ENCRYPT_DECRYPT" }, "ENCRYPT_DECRYPT"],
    [{ key_spec: "RSA_2048", key_usage: "sign_verify" }, "SIGN_VERIFY"],
    [{ key_spec: "EC_P256" }, "SIGN_VERIFY"],
    [{ key_spec: "EC_P384", key_usage: "SIGN_VERIFY" }, "SIGN_VERIFY"],
    [{ key_spec: "HMAC_512" }, "GENERATE_VERIFY_MAC"],
  ])("%j is made, with the usage %s, and listed", async (more, usage) => {
    const keyId = await api.createKey(`made-${randomBytes(4).toString("hex")}`, more);
    const { key_info } = (await api.call("describe-key", { key_id: keyId })).body;
    expect(key_info).toMatchObject({ key_spec: more.key_spec, key_usage: usage, key_state: "2", origin: "kms" });
    expect((await api.call("list-keys", { key_spec: more.key_spec })).body.keys).toContain(keyId);
  });

  test.each([
    ["EC_P256", "ENCRYPT_DECRYPT"],
    ["AES_256", "SIGN_VERIFY"],
    ["AES_256", "GENERATE_VERIFY_MAC"],
    ["RSA_2048", "GENERATE_VERIFY_MAC"],
    ["HMAC_256", "SIGN_VERIFY"],
    ["HMAC_256", "ENCRYPT_DECRYPT"],
  ])("%s with the usage %s is refused and leaves nothing", async (key_spec, key_usage) => {
    const alias = `wrong-${key_spec}-${key_usage}`;
    expect(await api.call("create-key", { key_alias: alias, key_spec, key_usage })).toMatchObject({ status: 400, code: "KMS.0308" });
    const { key_details } = (await api.call("list-keys")).body;
    expect(key_details.map((key: { key_alias: string }) => key.key_alias)).not.toContain(alias);
  });

  test.each(["RSA_1024", "RSA_2049", "EC_P521", "SM2", "rsa_2048", "ED25519"])("the algorithm %s is refused", async (key_spec) => {
    expect(await api.call("create-key", { key_alias: "wrong", key_spec })).toMatchObject({ status: 400, code: "KMS.1110" });
  });
});

describe("public keys", () => {
  test.each([...RSA, ...EC])("%s: a PEM as the reference says, which OpenSSL reads", async (spec) => {
    const pem = await publicKeyOf(spec);
    const lines = pem.split("\r\n");
    expect([lines[0], lines.at(-2), lines.at(-1)]).toEqual(["-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----", ""]);
    for (const line of lines.slice(1, -3)) expect(line).toMatch(/^[A-Za-z0-9+/]{64}$/);
    const key = createPublicKey(pem);
    expect(key.asymmetricKeyType).toBe(spec.startsWith("RSA") ? "rsa" : "ec");
    execFileSync("openssl", ["pkey", "-pubin", "-noout"], { input: pem });
    expect(await publicKeyOf(spec)).toBe(pem);
  });

  test("a disabled key still shows its public half, one pending deletion does not, and neither signs nor verifies", async () => {
    const keyId = await api.createKey("leaving", { key_spec: "EC_P256" });
    const message = { message: base64("text"), signing_algorithm: "ECDSA_SHA_256", message_type: "RAW" };
    const { signature } = (await api.call("sign", { key_id: keyId, ...message })).body;
    await api.call("disable-key", { key_id: keyId });
    expect((await api.call("get-publickey", { key_id: keyId })).status).toBe(200);
    for (const call of ["sign", "verify"])
      expect(await api.call(call, { key_id: keyId, ...message, signature })).toMatchObject({ status: 400, code: "KMS.0209" });
    await api.call("schedule-key-deletion", { key_id: keyId, pending_days: 7 });
    for (const call of ["sign", "verify", "get-publickey"])
      expect(await api.call(call, { key_id: keyId, ...message, signature })).toMatchObject({ status: 400, code: "KMS.0210" });
  });

  test("swapped in the database, it is not given, and nothing is encrypted to it", async () => {
    const [victim, attacker] = await Promise.all(
      ["victim", "attacker"].map((alias) => api.createKey(alias, { key_spec: "RSA_2048", key_usage: "ENCRYPT_DECRYPT" })),
    );
    await sql(
      product.dataDir,
      "update key_version set public_key = (select public_key from key_version where key_id = $2) where key_id = $1",
      [victim, attacker],
    );
    const encryption = { key_id: victim, plain_text: "for the victim", encryption_algorithm: "RSAES_OAEP_SHA_256" };
    for (const reply of [await api.call("get-publickey", { key_id: victim }), await api.call("encrypt-data", encryption)]) {
      expect(reply).toMatchObject({ status: 500, code: "KMS.0102" });
    }
  });
});

describe("signatures", () => {
  test.each(PAIRS)("%s with %s: raw and digest; openssl, WebCrypto and the service verify both", async (spec, algorithm) => {
    const { nodeName } = hashOf(algorithm);
    const message = randomBytes(1000);
    const digest = createHash(nodeName).update(message).digest();
    const pem = await publicKeyOf(spec);
    const raw = await sign(spec, algorithm, message, "RAW");
    const prehashed = await sign(spec, algorithm, digest, "DIGEST");
    const byDefault = await sign(spec, algorithm, digest);
    for (const { status, body } of [raw, prehashed, byDefault]) {
      expect([status, body.key_id]).toEqual([200, keys[spec]]);
      const { signature } = body;
      expect(opensslVerifies(algorithm, pem, message, signature)).toBe(true);
      expect(await webCryptoVerifies(spec, algorithm, pem, message, signature)).toBe(true);
      expect(await verify(spec, algorithm, message, signature)).toBe("true");
      expect(await verify(spec, algorithm, digest, signature, "DIGEST")).toBe("true");
      expect(await verify(spec, algorithm, randomBytes(1000), signature)).toBe("false");
    }
    expect(opensslVerifies(algorithm, pem, Buffer.from("another message"), raw.body.signature)).toBe(false);
  });

  test.each([1, 4095, 4096])("a message of %i bytes is signed and verified", async (length) => {
    const message = randomBytes(length);
    const { body } = await sign("EC_P256", "ECDSA_SHA_256", message, "RAW");
    expect(await verify("EC_P256", "ECDSA_SHA_256", message, body.signature)).toBe("true");
  });

  const good = { signing_algorithm: "ECDSA_SHA_256", message_type: "RAW" };
  test.each<[string, unknown, string]>([
    ["empty", "", "KMS.0308"],
    ["of 4,097 bytes", base64(Buffer.alloc(4097)), "KMS.0308"],
    ["that is not base64", "not base64!", "KMS.0308"],
    ["in URL-safe base64", "-_-_", "KMS.0308"],
    ["without its padding", "aGVsbG8", "KMS.0308"],
    ["with bits after its end", "aGVsbG9=", "KMS.0308"],
    ["with a line break", "aGVs\nbG8=", "KMS.0308"],
    ["that is a number", 4711, "KMS.0308"],
    ["that is an object", {}, "KMS.0308"],
    ["missing", undefined, "KMS.0204"],
  ])("a message %s is refused, to sign and to verify", async (_name, message, code) => {
    const signature = base64(randomBytes(70));
    for (const verb of ["sign", "verify"]) {
      expect(await api.call(verb, { key_id: keys.EC_P256, ...good, message, signature })).toMatchObject({ status: 400, code });
    }
  });

  test.each([
    ["ECDSA_SHA_256", 31],
    ["ECDSA_SHA_256", 33],
    ["ECDSA_SHA_384", 47],
    ["ECDSA_SHA_384", 32],
    ["ECDSA_SHA_512", 63],
    ["ECDSA_SHA_512", 65],
  ])("a digest for %s of %i bytes is KMS.0329, whether it is said to be one or not", async (signing_algorithm, length) => {
    const input = { key_id: keys.EC_P384, signing_algorithm, message: base64(randomBytes(length)), signature: base64(randomBytes(70)) };
    for (const verb of ["sign", "verify"]) {
      for (const message_type of ["DIGEST", "", undefined]) {
        expect(await api.call(verb, { ...input, message_type })).toMatchObject({ status: 400, code: "KMS.0329" });
      }
    }
  });

  test("a signature that is not valid is an answer: false, whatever is wrong with it", async () => {
    const message = Buffer.from("agreed");
    for (const [spec, algorithm] of [
      ["EC_P256", "ECDSA_SHA_256"],
      ["RSA_2048", "RSASSA_PSS_SHA_256"],
      ["RSA_2048", "RSASSA_PKCS1_V1_5_SHA_256"],
    ] as const) {
      const bytes = Buffer.from((await sign(spec, algorithm, message, "RAW")).body.signature, "base64");
      const other = await api.createKey(`other-${algorithm}`, { key_spec: spec });
      const others = (
        await api.call("sign", { key_id: other, message: base64(message), signing_algorithm: algorithm, message_type: "RAW" })
      ).body.signature;
      const wrong = [
        others,
        base64(Buffer.concat([bytes, Buffer.of(0)])),
        base64(bytes.subarray(1)),
        base64(Buffer.concat([Buffer.of(0), bytes])),
        base64(randomBytes(bytes.byteLength)),
        base64(Buffer.alloc(4096)),
        base64(Buffer.of(0x30, 6, 2, 1, 0, 2, 1, 1)),
        base64(Buffer.of(0x30, 6, 2, 1, 1, 2, 1, 0)),
        base64(Buffer.of(0x30, 6, 2, 1, 0xff, 2, 1, 1)),
      ].filter((text) => text !== base64(bytes));
      for (const signature of wrong) expect([signature, await verify(spec, algorithm, message, signature)]).toEqual([signature, "false"]);
      expect(await verify(spec, algorithm, message, base64(bytes))).toBe("true");
    }
    const pss = (await sign("RSA_2048", "RSASSA_PSS_SHA_256", message, "RAW")).body.signature;
    expect(await verify("RSA_2048", "RSASSA_PKCS1_V1_5_SHA_256", message, pss)).toBe("false");
    expect(await verify("RSA_2048", "RSASSA_PSS_SHA_384", message, pss)).toBe("false");
  });

  test("a right signature in another spelling is refused with the name of the encoding, never called invalid", async () => {
    const message = Buffer.from("agreed");
    const signed = async () => Buffer.from((await sign("RSA_2048", "RSASSA_PSS_SHA_256", message, "RAW")).body.signature, "base64");
    let bytes = await signed();
    // One whose spelling differs between the two alphabets.
    while (!/[+/]/.test(base64(bytes))) bytes = await signed();
    const right = base64(bytes);
    for (const signature of [
      bytes.toString("base64url"),
      right.replaceAll("=", ""),
      right.replaceAll("+", "-").replaceAll("/", "_"),
      right.replace(/(.{64})/g, "$1\n"),
      `${right}\n`,
      ` ${right}`,
      `${right}====`,
      "not base64!",
    ]) {
      const input = { key_id: keys.RSA_2048, signing_algorithm: "RSASSA_PSS_SHA_256", message_type: "RAW", message: base64(message) };
      const reply = await api.call("verify", { ...input, signature });
      expect([signature, reply.status, reply.code]).toEqual([signature, 400, "KMS.0308"]);
      expect(reply.body.error.error_msg).toMatch(/^signature must be .* standard base64 \(RFC 4648 §4\)/);
    }
    expect(await verify("RSA_2048", "RSASSA_PSS_SHA_256", message, right)).toBe("true");
  });

  test.each<[string, unknown, string]>([
    ["empty", "", "KMS.0308"],
    ["longer than any", "A".repeat(5468), "KMS.0308"],
    ["that is a number", 1, "KMS.0308"],
    ["missing", undefined, "KMS.0204"],
  ])("a signature %s is refused", async (_name, signature, code) => {
    const input = { key_id: keys.EC_P256, ...good, message: base64("x"), signature };
    expect(await api.call("verify", input)).toMatchObject({ status: 400, code });
  });

  test.each<[string, () => string, string, string]>([
    ["an AES key", () => keys.AES_256 as string, "RSASSA_PSS_SHA_256", "KMS.0331"],
    ["an HMAC key", () => keys.HMAC_256 as string, "RSASSA_PSS_SHA_256", "KMS.0341"],
    ["an RSA key to encrypt with", () => encryptionKey, "RSASSA_PSS_SHA_256", "KMS.0334"],
    ["an RSA key, with ECDSA", () => keys.RSA_2048 as string, "ECDSA_SHA_256", "KMS.0332"],
    ["an EC key, with PSS", () => keys.EC_P256 as string, "RSASSA_PSS_SHA_256", "KMS.0332"],
    ["an EC key, with an algorithm that does not exist", () => keys.EC_P256 as string, "ECDSA_SHA_1", "KMS.0308"],
    ["a key that does not exist", () => "00000000-0000-4000-8000-000000000000", "ECDSA_SHA_256", "KMS.0207"],
    ["what cannot be a key", () => "EC", "ECDSA_SHA_256", "KMS.0205"],
  ])("%s neither signs nor verifies", async (_name, key, signing_algorithm, code) => {
    const input = { key_id: key(), signing_algorithm, message: base64(randomBytes(32)), signature: base64(randomBytes(70)) };
    for (const verb of ["sign", "verify"]) expect(await api.call(verb, input)).toMatchObject({ code });
  });

  test.each([
    ["AES_256", "KMS.0331"],
    ["HMAC_256", "KMS.0341"],
  ])("a key of %s has no public half", async (spec, code) => {
    expect(await api.call("get-publickey", { key_id: keys[spec] })).toMatchObject({ status: 400, code });
  });

  test("a message type that is none is refused", async () => {
    const input = { key_id: keys.EC_P256, signing_algorithm: "ECDSA_SHA_256", message: base64("x"), message_type: "TEXT" };
    expect(await api.call("sign", input)).toMatchObject({ status: 400, code: "KMS.0308" });
  });

  test("an alias names the key, and the reply the key itself", async () => {
    const name = `signer-${randomBytes(4).toString("hex")}`;
    await api.send("POST", `/v1.0/${api.projectId}/kms/aliases`, JSON.stringify({ key_id: keys.EC_P256, alias: `alias/${name}` }));
    const input = { key_id: `alias/${name}`, signing_algorithm: "ECDSA_SHA_256", message: base64("x"), message_type: "RAW" };
    const { body } = await api.call("sign", input);
    expect(body.key_id).toBe(keys.EC_P256);
    expect((await api.call("verify", { ...input, signature: body.signature })).body).toEqual({
      key_id: keys.EC_P256,
      signature_valid: "true",
    });
    expect((await api.call("get-publickey", { key_id: `alias/${name}` })).body.key_id).toBe(keys.EC_P256);
  });

  test("every signature made or verified is traced, without message and signature", async () => {
    const secret = randomBytes(24).toString("hex");
    const signed = await sign("EC_P256", "ECDSA_SHA_256", secret, "RAW");
    const { signature } = signed.body;
    const input = { key_id: keys.EC_P256, signing_algorithm: "ECDSA_SHA_256", message: base64(secret), message_type: "RAW", signature };
    const verified = await api.call("verify", input);
    const shown = await api.call("get-publickey", { key_id: keys.EC_P256 });
    expect(await tracesOf(product, shown.headers.get("x-request-id"))).toEqual([]);
    for (const [reply, trace_name] of [
      [signed, "sign"],
      [verified, "verify"],
    ] as const) {
      const traces = await tracesOf(product, reply.headers.get("x-request-id"));
      expect(traces).toMatchObject([{ trace_name, resource_id: keys.EC_P256, outcome: "normal" }]);
      expect(JSON.stringify(traces)).not.toContain(secret);
      expect(JSON.stringify(traces)).not.toContain(signature);
    }
  });
});

/** The very line that the console shows. */
function opensslVerifies(algorithm: string, pem: string, message: Uint8Array, signature: string): boolean {
  for (const [name, content] of [
    ["key.pem", pem],
    ["message", message],
    ["message.sig", Buffer.from(signature, "base64")],
  ] as const) {
    writeFileSync(join(directory, name), content);
  }
  const line = verifyLine(algorithm as SigningAlgorithm, { publicKey: "key.pem", signature: "message.sig", message: "message" });
  try {
    return execFileSync("sh", ["-c", line], { cwd: directory, stdio: ["ignore", "pipe", "pipe"] }).includes("Verified OK");
  } catch {
    return false;
  }
}

/** WebCrypto, which knows ECDSA signatures as r ‖ s only; here they come in DER. */
async function webCryptoVerifies(spec: string, algorithm: string, pem: string, message: Uint8Array, signature: string): Promise<boolean> {
  const { scheme } = SIGNING_ALGORITHMS[algorithm as SigningAlgorithm];
  const { label, bytes } = hashOf(algorithm);
  const spki = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ""), "base64");
  const names = { pss: "RSA-PSS", pkcs1: "RSASSA-PKCS1-v1_5", ecdsa: "ECDSA" } as const;
  const namedCurve = spec === "EC_P256" ? "P-256" : "P-384";
  const key = await webcrypto.subtle.importKey("spki", spki, { name: names[scheme], hash: label, namedCurve }, true, ["verify"]);
  const given = Buffer.from(signature, "base64");
  const plain = scheme === "ecdsa" ? fromDer(given, spec === "EC_P256" ? 32 : 48) : given;
  return webcrypto.subtle.verify({ name: names[scheme], hash: label, saltLength: bytes }, key, plain, Buffer.from(message));
}

function fromDer(der: Buffer, length: number): Buffer {
  const r = der.subarray(4, 4 + (der[3] ?? 0));
  const s = der.subarray(6 + r.length);
  return Buffer.concat([r, s].map((part) => Buffer.concat([Buffer.alloc(length), part]).subarray(-length)));
}
