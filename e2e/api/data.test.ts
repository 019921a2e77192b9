import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { type ApiClient, signIn } from "../harness/api-client";
import { sql } from "../harness/database";
import { startProduct } from "../harness/product";
import { makeTenant, type Tenant, tracesOf } from "../harness/tenant";

const product = inject("product");
let tenant: Tenant;
let api: ApiClient;
let keyId: string;
beforeAll(async () => {
  tenant = await makeTenant(product);
  api = tenant.client;
  keyId = await api.createKey("data");
});

const encrypt = async (plain_text: string, more: object = {}) => {
  const reply = await api.call("encrypt-data", { key_id: keyId, plain_text, ...more });
  expect(reply.status).toBe(200);
  return reply.body.cipher_text as string;
};
const decrypt = (cipher_text: string, more: object = {}) => api.call("decrypt-data", { cipher_text, ...more });
/** The one answer of every failed decryption, but for its request ID. */
const REFUSAL = {
  error_code: "KMS.2201",
  error_msg: "The ciphertext is invalid, or the key, encryption context or additional authenticated data do not match it.",
};
const isRefused = async (cipher_text: string, more: object = {}) => {
  const { status, body } = await decrypt(cipher_text, more);
  expect(status).toBe(400);
  const { request_id } = body;
  expect(body).toEqual({ error: { ...REFUSAL, request_id }, ...REFUSAL, request_id });
};

describe("encrypt-data and decrypt-data", () => {
  test.each([1, 15, 16, 17, 64, 4095, 4096])("round-trip %i bytes in a frame of the published length", async (length) => {
    const text = "x".repeat(length);
    const ciphertext = await encrypt(text);
    expect(Buffer.from(ciphertext, "base64").length).toBe(124 + 16 * Math.ceil(length / 16));
    expect((await decrypt(ciphertext)).body).toEqual({
      key_id: keyId,
      plain_text: text,
      plain_text_base64: Buffer.from(text).toString("base64"),
    });
  });

  test("round-trip any text, multi-byte, NUL and line breaks included", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme", minLength: 1, maxLength: 300 }), async (text) => {
        expect((await decrypt(await encrypt(text))).body.plain_text).toBe(text);
      }),
      { numRuns: 40 },
    );
    for (const text of ["\0", "a\r\nb\0c\u2028", "𝒦€ä"]) expect((await decrypt(await encrypt(text))).body.plain_text).toBe(text);
  });

  test.each([
    ["0 bytes", ""],
    ["4,097 bytes", "x".repeat(4097)],
    ["4,097 bytes in fewer characters", `${"ä".repeat(2048)}x`],
    ["more than 4,096 bytes in 1,366 characters", "€".repeat(1366)],
  ])("refuse %s with KMS.2101", async (_what, plain_text) => {
    expect((await api.call("encrypt-data", { key_id: keyId, plain_text })).code).toBe("KMS.2101");
  });

  test("accept multi-byte text of exactly 4,096 bytes", async () => {
    for (const text of ["ä".repeat(2048), `${"€".repeat(1365)}x`, "😀".repeat(1024)]) {
      expect(Buffer.byteLength(text)).toBe(4096);
      expect((await decrypt(await encrypt(text))).body.plain_text).toBe(text);
    }
  });

  test("never give the same ciphertext twice, and trace both calls without a byte of the data", async () => {
    const secret = "PLANTED-SECRET-7c1f";
    const replies = await Promise.all([0, 1].map(() => api.call("encrypt-data", { key_id: keyId, plain_text: secret })));
    expect(replies[0]?.body.cipher_text).not.toBe(replies[1]?.body.cipher_text);
    const reply = await decrypt(replies[0]?.body.cipher_text);
    for (const [id, name] of [
      [replies[0]?.headers.get("x-request-id"), "encryptData"],
      [reply.headers.get("x-request-id"), "decryptData"],
    ] as const) {
      const traces = await tracesOf(product, id ?? "");
      expect(traces).toMatchObject([{ trace_name: name, outcome: "normal", resource_id: keyId, alias: "data", caller_id: tenant.userId }]);
      expect(JSON.stringify(traces)).not.toMatch(/PLANTED|UExBTlRFRC/);
    }
  });

  test("refuse a ciphertext with any one bit flipped, with one body", async () => {
    const whole = Buffer.from(await encrypt("bits"), "base64");
    for (let bit = 0; bit < whole.length * 8; bit += 7) {
      const altered = Buffer.from(whole);
      altered.writeUInt8(altered.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      await isRefused(altered.toString("base64"));
    }
  }, 120_000);

  test("refuse a ciphertext that is cut, extended, doubled, or in another base64 form", async () => {
    const ciphertext = await encrypt("x".repeat(100));
    const whole = Buffer.from(ciphertext, "base64");
    for (const altered of [
      whole.subarray(1),
      whole.subarray(0, -1),
      whole.subarray(16),
      whole.subarray(0, -16),
      Buffer.concat([whole, Buffer.alloc(1)]),
      Buffer.concat([whole, Buffer.alloc(16)]),
      Buffer.concat([whole, whole]),
    ]) {
      await isRefused(altered.toString("base64"));
    }
    for (const text of ["A".repeat(188), "A".repeat(5648)]) await isRefused(text);
    expect(ciphertext).toMatch(/=$/);
    for (const text of [
      ciphertext.replace(/=+$/, ""),
      `${ciphertext}=`,
      `=${ciphertext}`,
      whole.toString("base64url"),
      `${ciphertext}\n`,
      "A".repeat(184),
      "A".repeat(5652),
      "",
    ]) {
      const reply = await decrypt(text);
      expect(reply).toMatchObject({ status: 400, code: "KMS.2201" });
      expect(reply.body.error.error_msg).toContain("standard base64 (RFC 4648 §4)");
    }
  });

  test("bind the encryption context, whatever its order, and the additional data", async () => {
    const context = { tenant: "a", purpose: "ä€" };
    const bound = await encrypt("x", { encryption_context: context });
    expect((await decrypt(bound, { encryption_context: { purpose: "ä€", tenant: "a" } })).body.plain_text).toBe("x");
    for (const wrong of [
      {},
      { encryption_context: {} },
      { encryption_context: { tenant: "a" } },
      { encryption_context: { ...context, more: "" } },
      { encryption_context: { tenant: "b", purpose: "ä€" } },
      { additional_authenticated_data: '{"purpose":"ä€","tenant":"a"}' },
    ]) {
      await isRefused(bound, wrong);
    }
    const additional = await encrypt("x", { additional_authenticated_data: "y".repeat(128) });
    expect((await decrypt(additional, { additional_authenticated_data: "y".repeat(128) })).status).toBe(200);
    await isRefused(additional);
    await isRefused(additional, { additional_authenticated_data: "y" });
  });

  test("accept the ciphertext's own key_id with the algorithm, and refuse another key's", async () => {
    const other = await api.createKey("other");
    const ciphertext = await encrypt("x");
    expect((await decrypt(ciphertext, { key_id: keyId, encryption_algorithm: "SYMMETRIC_DEFAULT" })).status).toBe(200);
    await isRefused(ciphertext, { key_id: other });
    expect((await decrypt(ciphertext, { encryption_algorithm: "RSAES_OAEP_SHA_256" })).code).toBe("KMS.2105");
    expect((await api.call("encrypt-data", { key_id: keyId, plain_text: "x", encryption_algorithm: "RSAES_OAEP_SHA_256" })).code).toBe(
      "KMS.2105",
    );
  });

  test("give a disabled or pending key's code for a sound ciphertext only", async () => {
    const own = await api.createKey("stateful");
    const ciphertext = (await api.call("encrypt-data", { key_id: own, plain_text: "x" })).body.cipher_text;
    const altered = Buffer.from(ciphertext, "base64");
    altered.writeUInt8(altered.readUInt8(60) ^ 1, 60);
    await api.call("disable-key", { key_id: own });
    expect((await decrypt(ciphertext)).code).toBe("KMS.0209");
    await isRefused(altered.toString("base64"));
    await api.call("schedule-key-deletion", { key_id: own, pending_days: 7 });
    expect((await decrypt(ciphertext)).code).toBe("KMS.0210");
    await api.call("cancel-key-deletion", { key_id: own });
    await api.call("enable-key", { key_id: own });
    expect((await decrypt(ciphertext)).body.plain_text).toBe("x");
  });

  test("refuse a ciphertext of a deleted key and of another project alike", async () => {
    const own = await api.createKey("to-be-deleted");
    const ciphertext = (await api.call("encrypt-data", { key_id: own, plain_text: "x" })).body.cipher_text;
    await sql(product.dataDir, "delete from cmk where id = $1", [own]);
    await isRefused(ciphertext);
    const foreign = (await makeTenant(product)).client;
    const theirs = await foreign.call("decrypt-data", { cipher_text: await encrypt("x") });
    expect([theirs.status, theirs.code, theirs.body.error_msg]).toEqual([400, REFUSAL.error_code, REFUSAL.error_msg]);
  });

  test("refuse a ciphertext of another installation, even under the same key ID", async () => {
    const elsewhere = await startProduct({ KMS_WORKERS: "1" });
    try {
      const client = await signIn(
        elsewhere.apiUrl,
        { account: elsewhere.account, name: "admin", password: elsewhere.adminPassword },
        { project: { name: elsewhere.region } },
      );
      const theirs = await client.createKey("data");
      const ciphertext = (await client.call("encrypt-data", { key_id: theirs, plain_text: "x" })).body.cipher_text;
      await isRefused(ciphertext);
      const renamed = Buffer.from(ciphertext, "base64");
      renamed.write(keyId, renamed.length - 72, "ascii");
      await isRefused(renamed.toString("base64"));
    } finally {
      await elsewhere.stop();
    }
  }, 120_000);

  test("keep an HTTPS certificate byte for byte (guide Figure 1-1)", async () => {
    const directory = mkdtempSync(join(tmpdir(), "kms-pem-"));
    try {
      execFileSync(
        "openssl",
        [
          "req",
          "-x509",
          "-newkey",
          "rsa:2048",
          "-nodes",
          "-keyout",
          join(directory, "key.pem"),
          "-out",
          join(directory, "cert.pem"),
          "-days",
          "30",
          "-subj",
          "/CN=www.example.com",
        ],
        { stdio: "ignore" },
      );
      const pem = readFileSync(join(directory, "cert.pem"), "utf8");
      const reply = await decrypt(await encrypt(pem));
      expect(reply.body.plain_text).toBe(pem);
      expect(Buffer.from(reply.body.plain_text_base64, "base64").equals(readFileSync(join(directory, "cert.pem")))).toBe(true);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});

describe("bytes that are no text", () => {
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
  const encryptBytes = (bytes: Uint8Array, more: object = {}) =>
    api.call("encrypt-data", { key_id: keyId, plain_text_base64: base64(bytes), ...more });
  const decrypted = async (bytes: Uint8Array, more: object = {}) => {
    const { status, body } = await encryptBytes(bytes, more);
    expect(status).toBe(200);
    return (await decrypt(body.cipher_text, more)).body;
  };

  test.each([
    ["NUL", Buffer.of(0), "\0"],
    ["one byte that begins no character", Buffer.of(0x80), ""],
    ["a character cut off", Buffer.of(0x61, 0xe2, 0x82), ""],
    ["a surrogate", Buffer.of(0xed, 0xa0, 0x80), ""],
    ["NUL in more bytes than it takes", Buffer.of(0xc0, 0x80), ""],
    ["4,096 bytes of text", Buffer.alloc(4096, "x"), "x".repeat(4096)],
    ["4,096 bytes of no text", Buffer.alloc(4096, 0xff), ""],
    ["text with a byte order mark", Buffer.from("\ufeffä", "utf8"), "\ufeffä"],
  ])("%s, as plain_text_base64, is given back byte for byte, and as text only where it is some", async (_what, bytes, text) => {
    expect(await decrypted(bytes)).toEqual({ key_id: keyId, plain_text: text, plain_text_base64: base64(bytes) });
  });

  test("any bytes round-trip, in a frame of the published length, bound like text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async (bytes) => {
        const more = { encryption_context: { a: "b" }, additional_authenticated_data: "c" };
        const { cipher_text: ciphertext } = (await encryptBytes(bytes, more)).body;
        expect(Buffer.from(ciphertext, "base64").length).toBe(124 + 16 * Math.ceil(bytes.length / 16));
        expect((await decrypt(ciphertext, more)).body.plain_text_base64).toBe(base64(bytes));
        await isRefused(ciphertext);
      }),
      { numRuns: 20 },
    );
  });

  test("text is the same plaintext as its bytes", async () => {
    const text = "𝒦€ä\0";
    expect(await decrypted(Buffer.from(text))).toEqual((await decrypt(await encrypt(text))).body);
  });

  test.each([
    ["4,097 bytes", Buffer.alloc(4097).toString("base64")],
    ["far more", Buffer.alloc(20_000).toString("base64")],
    ["no base64", "?"],
    ["padding alone", "===="],
    ["the alphabet for URLs", "-_-_"],
    ["no padding", "AA"],
    ["half of the padding", "AA="],
    ["too much padding", "AAAA===="],
    ["a line break", `${Buffer.alloc(54).toString("base64").slice(0, 64)}\n${Buffer.alloc(6).toString("base64")}`],
    ["a line break at the end", "AA==\n"],
    ["a blank", " AA=="],
    ["bits behind the last byte", "AB=="],
    ["other bits behind the last byte", "AAB="],
    ["a number", 7],
    ["a list", ["AA=="]],
    ["an object", { AA: "==" }],
    ["true", true],
  ])("%s in plain_text_base64 is refused with KMS.2101, in words that name the field and not the value", async (_what, value) => {
    const reply = await api.call("encrypt-data", { key_id: keyId, plain_text_base64: value });
    expect([reply.status, reply.code]).toEqual([400, "KMS.2101"]);
    expect(reply.body.error_msg).toContain("plain_text_base64 must be 1 to 4,096 bytes in standard base64 (RFC 4648 §4)");
  });

  test("exactly one of the two is wanted, and empty is absent", async () => {
    const code = async (fields: object) => (await api.call("encrypt-data", { key_id: keyId, ...fields })).code || "accepted";
    const bytes = { plain_text_base64: "AA==" };
    expect(await code({ plain_text: "x", ...bytes })).toBe("KMS.0308");
    expect(await code({ plain_text: "\0", ...bytes })).toBe("KMS.0308");
    for (const plain_text of ["", null]) {
      expect(await code({ plain_text, ...bytes })).toBe("accepted");
      expect(await code({ plain_text: "x", plain_text_base64: plain_text })).toBe("accepted");
      expect(await code({ plain_text_base64: plain_text })).toBe("KMS.0204");
      expect(await code({ plain_text })).toBe("KMS.2101");
      expect(await code({ plain_text, plain_text_base64: "" })).toBe("KMS.2101");
    }
    expect(await code({})).toBe("KMS.0204");
    expect(await code({ plain_text: "x".repeat(4097), ...bytes })).toBe("KMS.2101");
    expect(await code({ plain_text: "x", plain_text_base64: "?" })).toBe("KMS.2101");
  });

  test("an RSA key takes them too, as many as it takes of text", async () => {
    const rsa = { key_id: await api.createKey("rsa-bytes", { key_spec: "RSA_2048", key_usage: "ENCRYPT_DECRYPT" }) };
    const named = { ...rsa, encryption_algorithm: "RSAES_OAEP_SHA_256" };
    for (const bytes of [Buffer.of(0), Buffer.alloc(190, 0xff), Buffer.from("text\0")]) {
      const plain_text = bytes[0] === 0xff ? "" : bytes.toString();
      expect(await decrypted(bytes, named)).toEqual({ ...rsa, plain_text, plain_text_base64: base64(bytes) });
    }
    expect((await encryptBytes(Buffer.alloc(191), named)).code).toBe("KMS.2108");
  });

  test("their trace has no byte of them, in no form", async () => {
    const reply = await encryptBytes(Buffer.from("PLANTED-SECRET-91d0"));
    const traces = await tracesOf(product, reply.headers.get("x-request-id") ?? "");
    expect(traces).toMatchObject([{ trace_name: "encryptData", outcome: "normal", resource_id: keyId }]);
    expect(JSON.stringify(traces)).not.toMatch(/PLANTED|UExBTlRFRC/);
  });
});

describe("an attacker with the database", () => {
  const usable = async (id: string) => (await api.call("encrypt-data", { key_id: id, plain_text: "x" })).status;
  const isIntegrityError = async (id: string) => {
    const reply = await api.call("encrypt-data", { key_id: id, plain_text: "x" });
    expect([reply.status, reply.code]).toEqual([500, "KMS.0102"]);
    expect(await tracesOf(product, reply.headers.get("x-request-id"))).toMatchObject([
      { trace_name: "encryptData", outcome: "incident", error_code: "KMS.0102", resource_id: id },
    ]);
  };

  test.each(["cold", "warm"])("cannot use a blob swapped between two %s rows", async (temperature) => {
    const [a, b] = [await api.createKey(`swap-a-${temperature}`), await api.createKey(`swap-b-${temperature}`)];
    // Both workers unwrap both keys, so that neither asks the database's blob for the first time.
    if (temperature === "warm") await Promise.all(Array.from({ length: 24 }, (_, index) => usable(index % 2 === 0 ? a : b)));
    await sql(
      product.dataDir,
      "update key_version v set wrapped = o.wrapped, binding_mac = o.binding_mac from key_version o where v.key_id in ($1, $2) and o.key_id in ($1, $2) and o.key_id <> v.key_id",
      [a, b],
    );
    for (let round = 0; round < 6; round++) await Promise.all([isIntegrityError(a), isIntegrityError(b)]);
  });

  test("cannot swap the blobs alone, nor put back an older one of another version", async () => {
    const [a, b] = [await api.createKey("blob-a"), await api.createKey("blob-b")];
    expect([await usable(a), await usable(b)]).toEqual([200, 200]);
    await sql(product.dataDir, "update key_version v set wrapped = o.wrapped from key_version o where v.key_id = $1 and o.key_id = $2", [
      a,
      b,
    ]);
    await isIntegrityError(a);
    await sql(
      product.dataDir,
      "insert into key_version (key_id, version, wrapped, binding_mac, created_at) select key_id, 1, wrapped, binding_mac, now() from key_version where key_id = $1",
      [b],
    );
    await sql(product.dataDir, "update cmk set primary_version = 1 where id = $1", [b]);
    await isIntegrityError(b);
  });

  test.each([
    ["spec", "update cmk set spec = 'AES_128' where id = $1"],
    ["usage", "update cmk set usage = 'SIGN_VERIFY' where id = $1"],
    ["origin", "update cmk set origin = 'external' where id = $1"],
  ])("cannot edit a row's %s unnoticed", async (what, statement) => {
    const id = await api.createKey(`edited-${what}`);
    expect(await usable(id)).toBe(200);
    await sql(product.dataDir, statement, [id]);
    await isIntegrityError(id);
  });

  test("cannot move a key to another project", async () => {
    const id = await api.createKey("moved");
    const thief = await makeTenant(product);
    await sql(product.dataDir, "update cmk set project_id = $2, account_id = $3 where id = $1", [id, thief.projectId, thief.accountId]);
    expect((await thief.client.call("encrypt-data", { key_id: id, plain_text: "x" })).code).toBe("KMS.0102");
  });

  test("cannot change or remove a trace as the product's own role", async () => {
    for (const statement of ["update trace set outcome = 'normal'", "delete from trace", "truncate trace"]) {
      await expect(sql(product.dataDir, statement)).rejects.toThrow("append-only");
    }
  });
});
