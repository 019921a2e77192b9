import { afterAll, beforeAll, expect, test } from "vitest";
import { type ApiClient, signIn } from "../harness/api-client";
import { sql } from "../harness/database";
import { type Product, startProduct } from "../harness/product";

let product: Product;
let api: ApiClient;
beforeAll(async () => {
  product = await startProduct();
  api = await signIn(
    product.apiUrl,
    { account: product.account, name: "admin", password: product.adminPassword },
    { project: { name: product.region } },
  );
});
afterAll(() => product.stop());

test("a result never leaves without its trace: when traces cannot be written, the call fails and gives nothing away", async () => {
  const keyId = await api.createKey("untraceable");
  await sql(product.dataDir, "alter table trace rename to trace_away");
  try {
    for (const [verb, input] of [
      ["encrypt-data", { key_id: keyId, plain_text: "x" }],
      ["create-key", { key_alias: "never" }],
      ["disable-key", { key_id: keyId }],
    ] as const) {
      const reply = await api.call(verb, input);
      expect([verb, reply.status >= 500]).toEqual([verb, true]);
      expect(JSON.stringify(reply.body)).not.toContain("cipher_text");
    }
  } finally {
    await sql(product.dataDir, "alter table trace_away rename to trace");
  }
  const list = await api.call("search-keys", { search: "never" });
  expect(list.body.keys).toEqual([]);
  expect((await api.call("describe-key", { key_id: keyId })).body.key_info.key_state).toBe("2");
  expect((await api.call("encrypt-data", { key_id: keyId, plain_text: "x" })).status).toBe(200);
});
