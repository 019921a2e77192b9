import { beforeAll, expect, inject, test } from "vitest";
import { grantTo } from "../harness/grants";
import { makeTenant, type Tenant, tracesOf } from "../harness/tenant";

const product = inject("product");
let tenant: Tenant;
let colleague: Tenant;
beforeAll(async () => {
  tenant = await makeTenant(product);
  colleague = await makeTenant(product, ["KMS Administrator"], tenant);
});

test("before a key is deleted, its owner learns who used it lately and what hangs on it; being told is traced", async () => {
  const api = tenant.client;
  const keyId = await api.createKey("at-stake");
  const tips = async () => api.call("delete-key-risk-tips", { key_id: keyId });
  expect((await tips()).body).toEqual({ key_id: keyId, last_use_time: "", callers: [], is_partial: false, grants: 0, tags: 0, aliases: 0 });
  for (const client of [api, colleague.client, colleague.client]) await client.call("encrypt-data", { key_id: keyId, plain_text: "x" });
  await api.call("describe-key", { key_id: keyId });
  await api.call("encrypt-data", { key_id: keyId, plain_text: "" });
  await grantTo(api, keyId, "d9a6b2bdaedd4ba586cabe6372d1b312", ["decrypt-data"]);
  await api.send("POST", `/v1.0/${api.projectId}/kms/${keyId}/tags`, JSON.stringify({ tag: { key: "team", value: "a" } }));
  await api.send("POST", `/v1.0/${api.projectId}/kms/aliases`, JSON.stringify({ key_id: keyId, alias: "alias/at-stake" }));
  const told = await tips();
  expect(told.body).toMatchObject({
    last_use_time: expect.stringMatching(/^\d{13}$/),
    callers: [
      { id: colleague.userId, name: colleague.userName, uses: 2 },
      { id: tenant.userId, name: tenant.userName, uses: 1 },
    ],
    grants: 1,
    tags: 1,
    aliases: 1,
  });
  expect(await tracesOf(product, told.headers.get("x-request-id"))).toMatchObject([
    { trace_name: "deleteKeyRiskTips", outcome: "normal", resource_id: keyId },
  ]);
});

test("a key that is pending deletion already has no such question, and a stranger gets no answer", async () => {
  const keyId = await tenant.client.createKey("no-question");
  const stranger = await makeTenant(product);
  expect((await stranger.client.call("delete-key-risk-tips", { key_id: keyId })).code).toBe("KMS.0207");
  await tenant.client.call("schedule-key-deletion", { key_id: keyId, pending_days: 7 });
  expect((await tenant.client.call("delete-key-risk-tips", { key_id: keyId })).code).toBe("KMS.0210");
});
