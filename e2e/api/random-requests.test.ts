import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type ApiClient, signIn } from "../harness/api-client";
import { sql } from "../harness/database";
import { type ApiDocument, documentOf } from "../harness/documented-replies";
import { type RandomRequest, requestOf } from "../harness/random-request";
import { closeRaw, sendRaw } from "../harness/raw-request";
import type { Known } from "../harness/schema-arbitrary";
import { makeTenant, type Tenant } from "../harness/tenant";

/** The same requests each time; another number in KMS_RANDOM_SEED looks further. A failure prints seed and path. */
const SEED = Number(process.env.KMS_RANDOM_SEED ?? 20_261_124);
const RUNS = Number(process.env.KMS_RANDOM_RUNS ?? 600);

const product = inject("product");
let document: ApiDocument;
let client: ApiClient;
let administrator: ApiClient;
let requests: fc.Arbitrary<RandomRequest>;

/** Signs the user in for the account as a whole, with every role there is, so that nothing ends at a missing permission. */
async function asSecurityAdministrator(tenant: Tenant): Promise<ApiClient> {
  await sql(
    product.dataDir,
    "insert into role_assignment (id, group_id, role, project_id) select $1, group_id, 'Security Administrator', null from group_member where user_id = $2",
    [randomUUID().replaceAll("-", ""), tenant.userId],
  );
  const who = { account: tenant.account, name: tenant.userName, password: tenant.password };
  return signIn(product.apiUrl, who, { domain: { name: tenant.account } });
}

beforeAll(async () => {
  document = await documentOf(product.apiUrl);
  const tenant = await makeTenant(product);
  client = tenant.client;
  const keys = await Promise.all(["a", "b", "c"].map((alias) => client.createKey(alias)));
  const sealed = await client.call("encrypt-data", { key_id: keys[0], plain_text: "x" });
  // What these requests do to identities, they do in an account of their own.
  const victim = await makeTenant(product);
  administrator = await asSecurityAdministrator(victim);
  const known = (own: Tenant): Known => ({
    project_id: [own.projectId],
    key_id: keys,
    target_key_id: keys,
    cipher_text: [sealed.body.cipher_text],
    user_id: [own.userId],
    domain_id: [own.accountId],
    grantee_principal: [victim.userId],
  });
  const all = Object.entries(document.json.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => {
      const isOfKeys = path.startsWith("/v1.0");
      const token = (isOfKeys ? client : administrator).token;
      return requestOf(document, path, method, operation as never, known(isOfKeys ? tenant : victim)).map((request) => ({
        ...request,
        headers: { "X-Auth-Token": token, ...request.headers },
        [fc.toStringMethod]: () =>
          `${request.method} ${request.path} ${JSON.stringify(request.headers)} ${String(request.body).slice(0, 2000)}`,
      }));
    }),
  );
  requests = fc.oneof(...all);
});
afterAll(closeRaw);

test(`random requests never give a fault, and always a documented reply with a request ID (seed ${SEED})`, async () => {
  const statuses = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(requests, async (request) => {
      const reply = await sendRaw(product.apiUrl, request);
      statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
      expect(reply.status, `${request.method} ${request.path} gave ${reply.text.slice(0, 300)}`).toBeLessThan(500);
      expect(reply.headers.get("x-request-id")).toMatch(/^[0-9a-f]{32}$/);
      document.check({ method: request.method, path: request.path, ...reply });
    }),
    { seed: SEED, numRuns: RUNS, endOnFailure: true },
  );
  // The requests are good enough to get somewhere, and bad enough to be refused.
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 400, 401, 403, 404, 405]));
  expect(statuses.get(200) ?? 0).toBeGreaterThan(RUNS / 20);
});

test("after all of them, honest calls are answered as before", async () => {
  const keyId = await client.createKey("afterwards");
  const sealed = await client.call("encrypt-data", { key_id: keyId, plain_text: "still here" });
  expect((await client.call("decrypt-data", { cipher_text: sealed.body.cipher_text })).body.plain_text).toBe("still here");
});
