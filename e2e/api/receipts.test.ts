/** Receipts, the audit key and checkpoints, as a caller gets them and a stranger verifies them. */
import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { toRequestId } from "#lib/base/request-id";
import { ApiClient, type Reply } from "../harness/api-client";
import { sql } from "../harness/database";
import { makeTenant, type Tenant } from "../harness/tenant";
import { type LogVerifier, openLogVerifier } from "../harness/verify-log";

const product = inject("product");
let owner: Tenant;
let viewer: Tenant;
let nobody: Tenant;
let stranger: Tenant;
let keyId: string;
let verifier: LogVerifier;

const get = ({ client }: Tenant, path: string) => client.send("GET", `/v1.0/${client.projectId}/kms/${path}`);
/** While others of this run have thousands of rows sealed, it may take longer, and who asks is told to come again. */
async function receiptOf({ client }: Tenant, input: object): Promise<Reply> {
  for (let tries = 1; ; tries += 1) {
    const reply = await client.call("show-receipt", input);
    if (reply.status !== 503 || tries === 20) return reply;
    await new Promise((resolve) => setTimeout(resolve, 1_000 * Number(reply.headers.get("retry-after"))));
  }
}
const requestIdOf = ({ headers }: Reply) => headers.get("x-request-id") ?? "";

beforeAll(async () => {
  [owner, stranger] = [await makeTenant(product), await makeTenant(product)];
  [viewer, nobody] = [await makeTenant(product, ["KMS Viewer"], owner), await makeTenant(product, [], owner)];
  keyId = await owner.client.createKey("receipts");
  verifier = openLogVerifier((await get(owner, "audit-key")).body.pem);
});
afterAll(() => verifier.end());

/** Calls that let a key work, by the name of their traces. */
const CALLS: Record<string, () => Promise<Reply>> = {
  encryptData: () => owner.client.call("encrypt-data", { key_id: keyId, plain_text: "x" }),
  decryptData: async () => {
    const { cipher_text } = (await owner.client.call("encrypt-data", { key_id: keyId, plain_text: "x" })).body;
    return owner.client.call("decrypt-data", { cipher_text });
  },
  createDataKey: () => owner.client.call("create-datakey", { key_id: keyId, datakey_length: "512" }),
  sign: async () => {
    const signing = await owner.client.createKey("receipts-sign", { key_spec: "EC_P256", key_usage: "SIGN_VERIFY" });
    return owner.client.call("sign", { key_id: signing, message: "eA==", message_type: "RAW", signing_algorithm: "ECDSA_SHA_256" });
  },
};

describe("show-receipt", () => {
  test.each(Object.entries(CALLS))("of %s is found by X-Request-Id at once, and verifies alone", async (traceName, call) => {
    const answer = await call();
    expect(answer.status).toBe(200);
    const { status, body } = await receiptOf(owner, { request_id: requestIdOf(answer) });
    expect(status).toBe(200);
    expect(JSON.parse(body.leaf)).toMatchObject({
      trace_name: traceName,
      trace_id: body.trace_id,
      request_id: requestIdOf(answer),
      user_id: owner.userId,
    });
    const verdict = verifier.verify(body.receipt, ["--receipt"]);
    expect(verdict).toMatchObject({ code: 0 });
    expect(verdict.text).toContain(String(body.leaf_index));
    const changed = body.leaf.replace('"outcome":"normal"', '"outcome":"warning"');
    const forged = body.receipt.replace(/^extra .*$/m, `extra ${Buffer.from(changed).toString("base64")}`);
    expect(verifier.verify(forged, ["--receipt"]).code).toBe(1);
    // The same by its number, now that it is sealed, and beside the trace itself.
    const again = await receiptOf(owner, { trace_id: body.trace_id });
    expect(again.body).toMatchObject({ leaf: body.leaf, leaf_index: body.leaf_index });
    expect((await owner.client.call("show-trace", { trace_id: body.trace_id })).body.trace.leaf_index).toBe(body.leaf_index);
    const { traces } = (await owner.client.call("list-traces", { request_id: requestIdOf(answer) })).body;
    expect(traces).toMatchObject([{ trace_id: body.trace_id, leaf_index: body.leaf_index }]);
  });

  test("of a refused call there is one too, and asking for one is traced", async () => {
    const refused = await owner.client.call("encrypt-data", { key_id: keyId, plain_text: "" });
    const reply = await receiptOf(owner, { request_id: requestIdOf(refused) });
    expect(JSON.parse(reply.body.leaf)).toMatchObject({ outcome: "warning", error_code: "KMS.2101" });
    const { traces } = (await owner.client.call("list-traces", { request_id: requestIdOf(reply) })).body;
    expect(traces).toMatchObject([{ trace_name: "showReceipt", outcome: "normal" }]);
  });

  test("of a trace that somebody may not list, nobody gets any, by whatever number or request", async () => {
    const request_id = requestIdOf(await owner.client.call("encrypt-data", { key_id: keyId, plain_text: "x" }));
    const { trace_id } = (await receiptOf(owner, { request_id })).body;
    for (const input of [{ trace_id }, { request_id }, { trace_id, request_id }]) {
      const foreign = await receiptOf(stranger, input);
      expect([foreign.status, foreign.code]).toEqual([404, "KMS.0303"]);
      for (const caller of [viewer, nobody]) expect((await receiptOf(caller, input)).status).toBe(403);
      expect((await new ApiClient(product.apiUrl, stranger.client.token, owner.projectId).call("show-receipt", input)).status).toBe(403);
    }
    // One that is there and one that is not look the same to a stranger.
    const none = await receiptOf(stranger, { trace_id: "999999999999" });
    const foreign = await receiptOf(stranger, { trace_id });
    const plain = ({ status, body }: Reply) => JSON.stringify([status, body.error_code, body.error_msg]);
    expect(plain(foreign)).toBe(plain(none));
    for (let around = -3; around <= 3; around += 1) {
      const reply = await receiptOf(stranger, { trace_id: String(BigInt(trace_id) + BigInt(around)) });
      if (reply.status === 200) expect(JSON.parse(reply.body.leaf).project_id).toBe(stranger.projectId);
      else expect(reply.status).toBe(404);
    }
  });

  test("a trace is found by X-Request-Id also long after its request, and where the ID says no time or a wrong one", async () => {
    const hour = 60 * 60_000;
    const uuid = randomUUID();
    for (const requestId of [
      toRequestId(uuid, Date.now() - 2 * hour),
      toRequestId(uuid, Date.now() + 48 * hour),
      randomBytes(16).toString("hex"),
    ]) {
      await sql(
        product.dataDir,
        `insert into trace (time, account_id, project_id, caller_kind, caller_id, caller_name, source, ip, request_id, trace_name, resource_type, resource_id, alias, outcome, error_code, details)
         values (now(), $1, $2, 'user', $3, 'u', 'api', '', $4, 'exportTraces', 'project', $2, '', 'normal', '', '{}')`,
        [owner.accountId, owner.projectId, owner.userId, requestId],
      );
      const { status, body } = await receiptOf(owner, { request_id: requestId });
      expect(status).toBe(200);
      expect(JSON.parse(body.leaf)).toMatchObject({ request_id: requestId, trace_name: "exportTraces" });
    }
  });

  test("both that are named must be the same trace's, and one is needed", async () => {
    const request_id = requestIdOf(await owner.client.call("encrypt-data", { key_id: keyId, plain_text: "x" }));
    const { trace_id } = (await receiptOf(owner, { request_id })).body;
    expect((await receiptOf(owner, { trace_id, request_id })).status).toBe(200);
    expect((await receiptOf(owner, { trace_id, request_id: randomBytes(16).toString("hex") })).status).toBe(404);
    expect((await receiptOf(owner, { request_id: randomBytes(16).toString("hex") })).status).toBe(404);
    for (const input of [{}, { trace_id: "" }, { trace_id: null, request_id: "" }]) {
      const reply = await receiptOf(owner, input);
      expect([reply.status, reply.code]).toEqual([400, "KMS.0204"]);
    }
    for (const wrong of ["0", "-1", "1e3", "01", 1.5, "9".repeat(30)])
      expect((await receiptOf(owner, { trace_id: wrong })).status).toBe(400);
  });
});

describe("audit-key and checkpoint", () => {
  test("anybody signed in may know them, in the own project alone", async () => {
    for (const path of ["audit-key", "checkpoint"]) {
      for (const caller of [owner, viewer, nobody, stranger]) expect((await get(caller, path)).status).toBe(200);
      expect((await stranger.client.send("GET", `/v1.0/${owner.projectId}/kms/${path}`)).status).toBe(403);
      expect((await new ApiClient(product.apiUrl).send("GET", `/v1.0/${owner.projectId}/kms/${path}`)).status).toBe(401);
    }
  });

  test("a checkpoint that was kept is proven to be what the log grew out of, by the two alone", async () => {
    const kept = (await get(owner, "checkpoint")).body;
    expect(kept).toMatchObject({ incarnation: 1, consistency: null, cosignatures: [] });
    expect(kept.checkpoint.startsWith(`${kept.origin}\n${kept.size}\n${kept.root}\n\n`)).toBe(true);
    const key = (await get(nobody, "audit-key")).body;
    expect(key).toMatchObject({ origin: kept.origin, key_spec: "EC_P256", signing_algorithm: "ECDSA_SHA_256" });
    expect(key.verifier_key.startsWith(`${kept.origin}+${key.key_id}+`)).toBe(true);
    await owner.client.call("encrypt-data", { key_id: keyId, plain_text: "x" });
    const grown = await expect
      .poll(async () => (await get(owner, `checkpoint?since=${kept.size}`)).body, { timeout: 10_000, interval: 300 })
      .toSatisfy(({ size }) => size > kept.size)
      .then(async () => (await get(owner, `checkpoint?since=${kept.size}`)).body);
    expect(grown.consistency.since).toBe(kept.size);
    expect(verifier.verify(grown.consistency.text, [], kept.checkpoint)).toMatchObject({ code: 0 });
    const otherRoot = grown.consistency.text.replace(/^(old \d+\n)./, "$1_");
    expect(verifier.verify(otherRoot, [], kept.checkpoint).code).toBe(1);
  });

  test("a size that the log has not is refused, and says that it may have been rolled back", async () => {
    for (const since of ["999999999", "-1", "1.5", "x", "1e3"]) {
      const reply = await get(owner, `checkpoint?since=${since}`);
      expect([since, reply.status, reply.code]).toEqual([since, 400, "KMS.0308"]);
    }
    expect((await get(owner, "checkpoint?since=999999999")).body.error_msg).toContain("rolled back");
    expect((await get(owner, "checkpoint?since=0")).body.consistency).toMatchObject({ since: 0, proof: [] });
  });
});
