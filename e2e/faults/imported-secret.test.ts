/** Imported AES keys that are known here: afterwards they are in no process's memory, no log and no table, on either token. */

import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { initialiseToken } from "#lib/hsm/pkcs11/start/initialise";
import { provision } from "#lib/hsm/testing/provision";
import { wrapForImport } from "#lib/hsm/testing/wrap-for-import";
import { type ApiClient, signIn } from "../harness/api-client";
import { sql } from "../harness/database";
import { giveToWorkers } from "../harness/give-to-workers";
import { occurrencesIn, processTree } from "../harness/memory";
import { type Product, startProduct } from "../harness/product";

test("memory that holds the bytes is recognised", () => {
  const planted = randomBytes(32);
  expect(occurrencesIn(process.pid, [planted])).toBeGreaterThan(0);
});

test("the token unwraps by itself (NSS softokn)", async () => {
  const token = provision("NSS softokn");
  try {
    await initialiseToken(token.settings, { create: true, soPin: token.soPin });
    const pinFile = join(token.directory, "pin");
    writeFileSync(pinFile, token.settings.pin, { mode: 0o600 });
    await giveToWorkers(token.directory);
    const product = await startProduct({
      KMS_LOG_LEVEL: "trace",
      KMS_WORKERS: "1",
      KMS_PKCS11_MODULE: token.settings.modulePath,
      KMS_PKCS11_TOKEN: token.settings.tokenLabel,
      KMS_PKCS11_PIN_FILE: pinFile,
      KMS_PKCS11_INIT_ARGS: token.settings.initArgs ?? "",
    });
    try {
      const api = await signInAsAdmin(product);
      const system = await api.send("GET", `/v1.0/${api.projectId}/kms/system`);
      expect(system.body.hsm.imports_in_token).toContain("RSAES_OAEP_SHA_256");
      // This token is a library: a key in use is in the memory of the worker that uses it. What counts here is the way in.
      await leavesNothing(product, api, false);
    } finally {
      await product.stop();
    }
  } finally {
    token.remove();
  }
});

test("the host decodes (SoftHSM2)", async () => {
  const product = await startProduct({ KMS_LOG_LEVEL: "trace", KMS_WORKERS: "1" });
  try {
    await leavesNothing(product, await signInAsAdmin(product), true);
  } finally {
    await product.stop();
  }
});

function signInAsAdmin(product: Product): Promise<ApiClient> {
  const who = { account: product.account, name: "admin", password: product.adminPassword };
  return signIn(product.apiUrl, who, { project: { name: product.region } });
}

async function leavesNothing(product: Product, api: ApiClient, isUsed: boolean): Promise<void> {
  const secrets: Buffer[] = [];
  for (let round = 0; round < 5; round += 1) {
    const key_id = await api.createKey(`imported-${round}`, { origin: "external" });
    const { body } = await api.call("get-parameters-for-import", { key_id, wrapping_algorithm: "RSAES_OAEP_SHA_256" });
    const secret = randomBytes(32);
    secrets.push(secret);
    const wrapped = wrapForImport("RSAES_OAEP_SHA_256", Buffer.from(body.public_key, "base64"), secret);
    const input = { key_id, import_token: body.import_token, encrypted_key_material: wrapped.toString("base64") };
    expect((await api.call("import-key-material", input)).status).toBe(200);
    if (isUsed) expect((await api.call("encrypt-data", { key_id, plain_text: "x" })).status).toBe(200);
  }
  const pids = processTree(product.pid);
  expect(pids.length).toBeGreaterThan(3);
  expect(pids.filter((pid) => occurrencesIn(pid, secrets) > 0)).toEqual([]);
  const tables = await sql(
    product.dataDir,
    "select to_jsonb(v)::text as text from key_version v union all select to_jsonb(t)::text from trace t",
  );
  const written = product.output() + tables.map(({ text }) => text).join("\n");
  for (const secret of secrets) {
    for (const form of ["hex", "base64", "base64url"] as const) expect(written.includes(secret.toString(form))).toBe(false);
  }
}
