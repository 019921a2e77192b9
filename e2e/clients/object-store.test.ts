/** Guide 1.2.5.1: objects are encrypted at the server's side, with the default master key or with a customer's key under a grant. */
import { createHash, randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type CloudService, makeService, type RunningStore, startStore } from "../harness/cloud-service";
import { freePort } from "../harness/free-port";
import { grantTo } from "../harness/grants";
import { ask, type StoreReply } from "../harness/store-client";
import { makeTenant, type Tenant } from "../harness/tenant";

const product = inject("product");
const SEGMENT_BYTES = 8 * 1024 * 1024;
const MB = 1_000_000;
let customer: Tenant;
let service: CloudService;
let store: RunningStore;
let atRest: number;
beforeAll(async () => {
  customer = await makeTenant(product);
  service = await makeService(product, customer, "obs");
  store = await startStore(product.apiUrl, customer.projectId, service.credentials);
  atRest = store.peakMemory();
});
afterAll(() => store.stop());

/** Bytes that are never all in memory. */
function* stream(bytes: number, seed = randomBytes(MB)): Generator<Buffer> {
  for (let left = bytes; left > 0; left -= seed.length) yield seed.subarray(0, Math.min(left, seed.length));
}

const withKey = (keyId: string) => ({
  "x-obs-server-side-encryption": "kms",
  "x-obs-server-side-encryption-kms-key-id": keyId,
});
const OPERATIONS = ["create-datakey", "decrypt-datakey"];
const grantToService = (keyId: string) => grantTo(customer.client, keyId, service.credentials.user_id, OPERATIONS);
const revoke = (keyId: string, grantId: string) => customer.client.call("revoke-grant", { key_id: keyId, grant_id: grantId });
const told = ({ status, code }: StoreReply) => ({ status, code });
const partsOf = (running: RunningStore) => readdirSync(join(running.data, ".parts"));

test.each(["the default master key", "a key under a grant"])("50 MB go up and come down with %s, in flat memory", async (which) => {
  const keyId = which === "a key under a grant" ? await customer.client.createKey("objects") : null;
  if (keyId !== null) await grantToService(keyId);
  const name = `/bucket/${encodeURIComponent(`${which}/ä.bin`)}`;
  const seed = randomBytes(MB);
  const hash = createHash("sha256");
  for (const piece of stream(50 * MB, seed)) hash.update(piece);
  const headers = { "content-type": "text/x-tried", ...(keyId !== null && withKey(keyId)) };
  const up = await ask(store, "PUT", name, { headers, body: stream(50 * MB, seed) });
  const down = await ask(store, "GET", name);
  expect([up.status, down.status, down.isWhole, down.bytes]).toEqual([200, 200, true, 50 * MB]);
  expect(down.sha256).toBe(hash.digest("hex"));
  expect(down.headers).toMatchObject({ "content-type": "text/x-tried", etag: up.headers.etag, "x-obs-server-side-encryption": "kms" });
  if (keyId !== null) expect(down.headers["x-obs-server-side-encryption-kms-key-id"]).toBe(keyId);
  // Node collects buffers when 64 MB of them are about; whole objects would come on top, in clear and encrypted.
  expect(store.peakMemory() - atRest).toBeLessThan(100 * MB);
});

test("the default master key is there once, with its flag, and names the objects' key", async () => {
  const up = await ask(store, "PUT", "/bucket/named", { headers: { "x-amz-server-side-encryption": "aws:kms" }, body: stream(1) });
  const listed = await customer.client.call("list-keys", { key_details: true });
  const keys = (await customer.client.call("list-keys", {})).body.key_details as {
    key_alias: string;
    key_id: string;
    default_key_flag: string;
  }[];
  expect(listed.status).toBe(200);
  const ofService = keys.filter((key) => key.key_alias === "obs/default");
  expect(ofService.map((key) => key.default_key_flag)).toEqual(["1"]);
  expect(up.headers["x-amz-server-side-encryption-aws-kms-key-id"]).toBe(ofService[0]?.key_id);
});

test.each([0, 1, 65_535, 65_536, 65_537, SEGMENT_BYTES - 1, SEGMENT_BYTES, SEGMENT_BYTES + 1])(
  "%i bytes come back as they were",
  async (bytes) => {
    const seed = randomBytes(70_001);
    await ask(store, "PUT", "/bucket/size", { body: stream(bytes, seed) });
    const [down, head] = [await ask(store, "GET", "/bucket/size"), await ask(store, "HEAD", "/bucket/size")];
    expect([down.status, down.isWhole, down.bytes, head.headers["content-length"]]).toEqual([200, true, bytes, String(bytes)]);
    expect(down.sha256).toBe(
      createHash("sha256")
        .update(Buffer.concat([...stream(bytes, seed)]))
        .digest("hex"),
    );
  },
);

test("without a grant an upload is refused before its body is asked for, and the answer says which grant is missing", async () => {
  const keyId = await customer.client.createKey("not-granted");
  const reply = await ask(store, "PUT", "/bucket/refused", { headers: { ...withKey(keyId), expect: "100-continue" }, body: stream(MB) });
  expect(told(reply)).toEqual({ status: 403, code: "KeyAccessDenied" });
  expect(reply.message).toContain(`create-datakey and decrypt-datakey to the user ${service.credentials.user_id}`);
  expect((await ask(store, "GET", "/bucket/refused")).code).toBe("NoSuchKey");
});

test("a revoked grant stops new uploads and downloads, and comes back with a new one", async () => {
  const keyId = await customer.client.createKey("revoked");
  const grantId = await grantToService(keyId);
  await ask(store, "PUT", "/bucket/mine", { headers: withKey(keyId), body: stream(10) });
  await revoke(keyId, grantId);
  const denied = { status: 403, code: "KeyAccessDenied" };
  expect(told(await ask(store, "PUT", "/bucket/mine", { headers: withKey(keyId), body: stream(20) }))).toEqual(denied);
  expect(told(await ask(store, "GET", "/bucket/mine"))).toEqual(denied);
  await grantToService(keyId);
  expect(await ask(store, "GET", "/bucket/mine")).toMatchObject({ status: 200, bytes: 10 });
});

test("a grant that is revoked in the middle of an upload stops it at the next segment, and nothing of it is left", async () => {
  const keyId = await customer.client.createKey("revoked-up");
  const grantId = await grantToService(keyId);
  await ask(store, "PUT", "/bucket/up", { headers: withKey(keyId), body: stream(10) });
  async function* body() {
    yield* stream(SEGMENT_BYTES);
    await revoke(keyId, grantId);
    yield* stream(SEGMENT_BYTES);
  }
  const reply = await ask(store, "PUT", "/bucket/up", { headers: withKey(keyId), body: body() });
  expect(told(reply)).toEqual({ status: 403, code: "KeyAccessDenied" });
  expect(partsOf(store)).toEqual([]);
  await grantToService(keyId);
  // What was there before is still whole.
  expect(await ask(store, "GET", "/bucket/up")).toMatchObject({ status: 200, isWhole: true, bytes: 10 });
});

test("a grant that is revoked in the middle of a download breaks the connection: no reply that looks whole", async () => {
  const keyId = await customer.client.createKey("revoked-down");
  const grantId = await grantToService(keyId);
  await ask(store, "PUT", "/bucket/down", { headers: withKey(keyId), body: stream(50 * MB) });
  const onReply = async () => void (await revoke(keyId, grantId));
  const down = await ask(store, "GET", "/bucket/down", { onReply });
  expect(down).toMatchObject({ status: 200, isWhole: false });
  expect(down.bytes).toBeGreaterThan(0);
  expect(down.bytes).toBeLessThan(Number(down.headers["content-length"]));
  expect(down.bytes % SEGMENT_BYTES).toBe(0);
});

test("an upload that its client breaks off is no object", async () => {
  const headers = { "content-length": String(2 * MB) };
  async function* body() {
    yield* stream(MB);
    throw new Error("broken off");
  }
  await expect(ask(store, "PUT", "/bucket/broken", { headers, body: body() })).rejects.toThrow();
  expect((await ask(store, "GET", "/bucket/broken")).code).toBe("NoSuchKey");
  await expect.poll(() => partsOf(store)).toEqual([]);
});

test("nobody comes in without the store's secret, out of the buckets, or with another kind of encryption", async () => {
  const refused = async (method: string, path: string, more = {}) => told(await ask(store, method, path, more));
  expect(await refused("GET", "/bucket/x", { secret: "wrong" })).toEqual({ status: 401, code: "AccessDenied" });
  expect(await refused("GET", "/other/x")).toEqual({ status: 404, code: "NoSuchBucket" });
  expect(await refused("GET", "/.parts/x")).toEqual({ status: 404, code: "NoSuchBucket" });
  expect(await refused("GET", "/__proto__/x")).toEqual({ status: 404, code: "NoSuchBucket" });
  expect(await refused("GET", "/bucket/%2e%2e%2f%2e%2e%2fcredentials.json")).toEqual({ status: 404, code: "NoSuchKey" });
  expect(await refused("GET", "/bucket/%ff")).toEqual({ status: 400, code: "InvalidObjectName" });
  expect(await refused("POST", "/bucket/x")).toEqual({ status: 405, code: "MethodNotAllowed" });
  const plain = { headers: { "x-obs-server-side-encryption": "AES256" }, body: stream(1) };
  expect(await refused("PUT", "/bucket/x", plain)).toEqual({ status: 400, code: "InvalidEncryption" });
  const nobodys = { headers: withKey("00000000-0000-4000-8000-000000000000"), body: stream(1) };
  expect(await refused("PUT", "/bucket/x", nobodys)).toEqual({ status: 403, code: "KeyAccessDenied" });
});

test("a key that is disabled encrypts and decrypts nothing, and says so", async () => {
  const keyId = await customer.client.createKey("off");
  await grantToService(keyId);
  await ask(store, "PUT", "/bucket/off", { headers: withKey(keyId), body: stream(10) });
  await customer.client.call("disable-key", { key_id: keyId });
  expect(told(await ask(store, "GET", "/bucket/off"))).toEqual({ status: 400, code: "KeyUnusable" });
  expect(told(await ask(store, "PUT", "/bucket/off", { headers: withKey(keyId), body: stream(10) }))).toEqual({
    status: 400,
    code: "KeyUnusable",
  });
});

test("with the service's user disabled, or the key service down, the store answers 503 and keeps nothing", async () => {
  const other = await makeService(product, customer, "obs");
  const ofOther = await startStore(product.apiUrl, customer.projectId, other.credentials);
  const alone = await startStore(`http://127.0.0.1:${await freePort()}`, customer.projectId, other.credentials);
  try {
    await ask(ofOther, "PUT", "/bucket/kept", { body: stream(10) });
    await other.enable(false);
    for (const [running, left] of [
      [ofOther, 1],
      [alone, 0],
    ] as const) {
      const up = await ask(running, "PUT", "/bucket/new", { body: stream(10) });
      expect(told(up)).toEqual({ status: 503, code: "KeyServiceUnavailable" });
      expect(up.headers["retry-after"]).toBe("5");
      expect([partsOf(running), readdirSync(join(running.data, "bucket")).length]).toEqual([[], left]);
    }
    expect(told(await ask(ofOther, "GET", "/bucket/kept"))).toEqual({ status: 503, code: "KeyServiceUnavailable" });
    await other.enable(true);
    expect(await ask(ofOther, "GET", "/bucket/kept")).toMatchObject({ status: 200, bytes: 10 });
  } finally {
    await Promise.all([ofOther.stop(), alone.stop()]);
  }
});

test("what the store writes and logs holds no secret and no plaintext", async () => {
  const mark = Buffer.from("plaintext-that-must-not-be-seen".repeat(100));
  await ask(store, "PUT", "/bucket/marked", { body: [mark] });
  const files = readdirSync(join(store.data, "bucket")).map((file) => readFileSync(join(store.data, "bucket", file)));
  expect(files.some((file) => file.includes("plaintext-that"))).toBe(false);
  for (const secret of [store.secret, service.credentials.secret, "plaintext-that"]) expect(store.output()).not.toContain(secret);
});
