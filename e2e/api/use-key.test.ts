/** The lines that the console shows to use a key, run as they stand: what somebody pastes works. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type ClientName, clientsFor, linesFor } from "#lib/console/browser/use-key/clients";
import type { Reach } from "#lib/console/browser/use-key/reach";
import { isPythonSkipped, PYTHON, PYTHON_MISSING } from "../harness/openstack-python";
import { sendRaw } from "../harness/send-raw";
import { makeAccessKey, SignedClient } from "../harness/signed-client";
import type { AccessKey } from "../harness/signer";
import { makeTenant, type Tenant } from "../harness/tenant";

const product = inject("product");
let owner: Tenant;
let accessKey: AccessKey;
/** Empty: whatever a program needs besides comes from this checkout. */
let directory: string;

beforeAll(async () => {
  owner = await makeTenant(product);
  accessKey = await makeAccessKey(product, owner);
  directory = mkdtempSync(join(tmpdir(), "kms-use-key-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

const KEYS = [
  ["AES_256", "ENCRYPT_DECRYPT"],
  ["RSA_2048", "ENCRYPT_DECRYPT"],
  ["RSA_2048", "SIGN_VERIFY"],
  ["EC_P384", "SIGN_VERIFY"],
  ["HMAC_512", "GENERATE_VERIFY_MAC"],
] as const;
const DONE = { ENCRYPT_DECRYPT: /hello/, SIGN_VERIFY: /\btrue\b/, GENERATE_VERIFY_MAC: /\btrue\b/i };

async function reachTo(keyId: string): Promise<Reach> {
  const { key_info } = (await owner.client.call("describe-key", { key_id: keyId })).body;
  const project = { id: owner.projectId, name: owner.projectName };
  return { apiUrl: product.apiUrl, userId: owner.userId, accountName: owner.account, project, key: key_info };
}

function textOf(client: ClientName, reach: Reach, language: string): string {
  const texts = linesFor(client, reach).flatMap((lines) => (lines.language === language ? [lines.text] : []));
  return texts.join("\n");
}

/** What a program of a client prints. What is secret is in its environment, as it is after the lines that ask for it. */
async function run(program: string, words: readonly string[], cwd = directory): Promise<string> {
  const secrets = { HUAWEICLOUD_SDK_AK: accessKey.access, HUAWEICLOUD_SDK_SK: accessKey.secret, OS_PASSWORD: owner.password };
  const env = { NODE_ENV: "test" as const, PATH: process.env.PATH, HOME: directory, ...secrets };
  const { stdout, stderr } = await promisify(execFile)(program, words, { cwd, env });
  expect(stderr).toBe("");
  return stdout;
}

/** By client; Node looks for packages from where it runs. */
const RUNS: Partial<Record<ClientName, (reach: Reach) => Promise<string>>> = {
  curl: (reach) => run("sh", ["-c", textOf("curl", reach, "sh")]),
  node: (reach) => run(process.execPath, ["--input-type=module", "-e", textOf("node", reach, "js")], process.cwd()),
  openstacksdk: (reach) => {
    expect(PYTHON, PYTHON_MISSING).toBeDefined();
    return run(PYTHON ?? "", ["-c", textOf("openstacksdk", reach, "python")]);
  },
};

async function useKeys(client: ClientName, keys: readonly (typeof KEYS)[number][]): Promise<void> {
  for (const [key_spec, key_usage] of keys) {
    const keyId = await owner.client.createKey(`${client}-${key_spec}-${key_usage}`, { key_spec, key_usage });
    const reach = await reachTo(keyId);
    expect(clientsFor(reach)).toContain(client);
    const said = await RUNS[client]?.(reach);
    expect(said, `${client}, ${key_spec}, ${key_usage}`).toMatch(DONE[key_usage]);
    if (!/^(?:RSA|EC)/.test(key_spec)) continue;
    const { public_key } = (await owner.client.call("get-publickey", { key_id: keyId })).body;
    expect(said).toContain(public_key.trim());
  }
}

test("curl and a POSIX shell", () => useKeys("curl", KEYS));

test("the family's SDK for Node", () => useKeys("node", KEYS));

describe.skipIf(isPythonSkipped)("with Python", () => {
  // It takes long to start, and the calls are the same.
  test("openstacksdk", () => useKeys("openstacksdk", [KEYS[0], KEYS[3], KEYS[4]]));
});

test("of a disabled key pair there is the public key, and nothing that would be refused", async () => {
  const keyId = await owner.client.createKey("retired", { key_spec: "EC_P256" });
  await owner.client.call("disable-key", { key_id: keyId });
  const said = await RUNS.curl?.(await reachTo(keyId));
  expect(said).toMatch(/^-----BEGIN PUBLIC KEY-----\r?\n[^{]+-----END PUBLIC KEY-----\s*$/);
});

test("a wrong password is said, and no token is left", async () => {
  const reach = await reachTo(await owner.client.createKey("wrong-password"));
  const script = `OS_PASSWORD='not "it"'\n${textOf("curl", reach, "sh").split("kms() {")[0]}\necho "[$KMS_TOKEN$OS_PASSWORD]"`;
  await expect(run("sh", ["-c", script])).rejects.toThrow(/You were not signed in/);
});

/**
 * Terraform's provider opentelekomcloud is no package of a registry: these are the calls of its source for a data source of the key, in
 * their order, with the values that the lines give it. Its signature is scoped, and X-Project-Id is added after it.
 */
test("Terraform's provider finds project, account and catalog, and the key in the list", async () => {
  const keyId = await owner.client.createKey("terraform");
  const text = textOf("terraform", await reachTo(keyId), "hcl");
  const given = (name: string): string => JSON.parse(new RegExp(`${name} += (".*")$`, "m").exec(text)?.[1] ?? '""');
  const signer = new SignedClient(product.apiUrl, accessKey, "", "B");
  const send = async (method: string, path: string, { query = [] as [string, string][], body, project }: Play = {}) => {
    const headers = signer.sign(method, path, body, { query, headers: { Accept: "application/json", "User-Agent": "golangsdk/2.0.0" } });
    const target = query.length === 0 ? path : `${path}?${new URLSearchParams(query)}`;
    const reply = await sendRaw(product.apiUrl, method, target, { ...headers, ...(project && { "X-Project-Id": project }) }, body);
    expect([path, reply.status]).toEqual([path, 200]);
    return reply.body;
  };
  type Play = { query?: [string, string][]; body?: string; project?: string };

  expect(given("auth_url")).toBe(`${product.apiUrl}/v3`);
  const { projects } = await send("GET", "/v3/projects", { query: [["name", given("tenant_name")]] });
  const project = projects[0].id as string;
  const { catalog } = await send("GET", "/v3/auth/catalog", { project });
  const { domains } = await send("GET", "/v3/auth/domains", { query: [["name", given("domain_name")]] });
  expect([project, domains[0].id]).toEqual([owner.projectId, owner.accountId]);
  await send("GET", "/v3/auth/catalog");

  const region = given("tenant_name").split("_")[0];
  const { endpoints } = catalog.find(({ type }: { type: string }) => type === "kmsv1");
  const endpoint = endpoints.find((one: { interface: string; region: string }) => one.interface === "public" && one.region === region);
  const { pathname } = new URL(`${endpoint.url}/kms/list-keys`);
  const { key_details } = await send("POST", pathname, { body: "{}", project });
  expect(key_details.map((key: { key_id: string }) => key.key_id)).toContain(given("key_id"));
  expect(given("key_id")).toBe(keyId);
});
