/** Default master keys: how a cloud service gets one, what it may do with it, and what nobody may. */
import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { sql } from "../harness/database";
import { makeProject } from "../harness/grants";
import { DEFAULT_KEY, makeService, type Service } from "../harness/services";
import { SignedClient } from "../harness/signed-client";
import { makeTenant, type Tenant, tracesOf } from "../harness/tenant";

const product = inject("product");
const OBS = DEFAULT_KEY("obs");
const LENGTH = { datakey_length: "256" };

let tenant: Tenant;
let obs: Service;
beforeAll(async () => {
  tenant = await makeTenant(product);
  obs = await makeService(product, tenant);
});

/** Another project of the same account, and the service there. */
async function elsewhere(): Promise<{ projectId: string; client: SignedClient; owner: Tenant }> {
  const owner = await makeTenant(product, ["KMS Administrator"], await makeProject(product, tenant));
  return { projectId: owner.projectId, client: new SignedClient(product.apiUrl, obs.key, owner.projectId), owner };
}

const keysOf = (projectId: string) => sql(product.dataDir, "select * from cmk where project_id = $1", [projectId]);

describe("the first data key of a service in a project", () => {
  test("makes its default master key, with a trace of its own beside that of the data key, and counts against no quota", async () => {
    const { client, owner, projectId } = await elsewhere();
    const made = await client.call("create-datakey", { key_id: OBS, ...LENGTH });
    expect([made.status, made.body]).toEqual([
      200,
      expect.objectContaining({ key_id: expect.any(String), plain_text: expect.any(String) }),
    ]);
    const [key, ...others] = await keysOf(projectId);
    expect(others).toEqual([]);
    expect(key).toMatchObject({
      id: made.body.key_id,
      alias: "obs/default",
      description: "Default master key created by KMS for Object Storage Service (OBS)",
      spec: "AES_256",
      usage: "ENCRYPT_DECRYPT",
      origin: "kms",
      state: "enabled",
      is_default: true,
    });
    const traces = await tracesOf(product, made.headers.get("x-request-id"));
    const of = { caller_id: obs.userId, resource_id: key?.id, alias: "obs/default", outcome: "normal" };
    expect(traces).toMatchObject([
      { ...of, trace_name: "createKey", details: { spec: "AES_256", usage: "ENCRYPT_DECRYPT", origin: "kms", defaultKeyOf: "obs" } },
      { ...of, trace_name: "createDataKey" },
    ]);
    const [project] = await sql(product.dataDir, "select key_count, key_total from project where id = $1", [projectId]);
    expect(project).toEqual({ key_count: 0, key_total: 1 });
    expect((await owner.client.call("user-instances", undefined)).body).toBeDefined();
    const decrypted = await client.call("decrypt-datakey", {
      key_id: OBS,
      cipher_text: made.body.cipher_text,
      datakey_cipher_length: "32",
    });
    expect([decrypted.status, decrypted.body.data_key]).toEqual([200, made.body.plain_text]);
    const described = await owner.client.call("describe-key", { key_id: key?.id });
    expect(described.body.key_info).toMatchObject({ default_key_flag: "1", key_alias: "obs/default", key_state: "2" });
    void randomUUID;
  });
});
