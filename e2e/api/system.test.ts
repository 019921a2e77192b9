/** GET kms/system: what the console's System screen shows. */
import { readFileSync } from "node:fs";
import { expect, inject, test } from "vitest";
import { makeTenant } from "../harness/tenant";

const product = inject("product");

test("HSM, database and quotas are described, without an address, a path or a secret", async () => {
  const { client, projectId } = await makeTenant(product);
  await client.createKey("counted");
  const { status, headers, body } = await client.send("GET", `/v1.0/${projectId}/kms/system`);
  expect(status).toBe(200);
  expect(headers.get("cache-control")).toContain("no-store");
  expect(body).toEqual({
    version: JSON.parse(readFileSync("package.json", "utf8")).version,
    hsm: {
      status: "ok",
      label: expect.any(String),
      manufacturer: "SoftHSM project",
      model: "SoftHSM v2",
      serial_number: expect.stringMatching(/^[0-9a-f]+$/),
      library: expect.stringContaining("2."),
      // SoftHSM2 takes SHA-1 alone.
      oaep_sha256: "host",
      imports_in_token: [],
    },
    database: { status: "ok" },
    key_quota: expect.any(Number),
    keys_used: 1,
    grant_quota: 100,
  });
  const text = JSON.stringify(body);
  expect(text).not.toContain(product.dataDir);
  expect(text).not.toMatch(/postgres|localhost|127\.0\.0\.1|pin/i);
});

test("whoever has no role in the project is told nothing", async () => {
  const owner = await makeTenant(product);
  const nobody = await makeTenant(product, [], owner);
  const viewer = await makeTenant(product, ["KMS Viewer"], owner);
  const path = `/v1.0/${owner.projectId}/kms/system`;
  expect((await viewer.client.send("GET", path)).status).toBe(200);
  expect((await nobody.client.send("GET", path)).status).toBe(403);
});
