/** Which client has lines for which key, that what they call is what the API offers, and that nothing they hold runs by itself. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { REST_DOORS } from "#lib/wire/catalog";
import { CLIENT_NAMES, caVariableFor, clientsFor, linesFor } from "./clients";
import { renderPage } from "./testing/page";
import { SAMPLE_KEY, sampleReach } from "./testing/sample";
import { usesOf, whyNotUsed } from "./uses";

const SIGNING = ["curl", "node", "python", "go", "openstacksdk", "terraform"];
const [ENABLED, DISABLED, LEAVING, WAITING] = ["2", "3", "4", "5"] as const;

test.each([
  ["AES_256", "ENCRYPT_DECRYPT", [...SIGNING, "sops"], ["data"]],
  ["RSA_2048", "ENCRYPT_DECRYPT", SIGNING, ["data", "publicKey"]],
  ["RSA_4096", "SIGN_VERIFY", SIGNING, ["signature", "publicKey"]],
  ["EC_P384", "SIGN_VERIFY", SIGNING, ["signature", "publicKey"]],
  ["HMAC_384", "GENERATE_VERIFY_MAC", SIGNING, ["mac"]],
])("%s for %s", (key_spec, key_usage, clients, uses) => {
  const reach = sampleReach({ key_spec, key_usage });
  expect(clientsFor(reach)).toEqual(clients);
  expect(usesOf(reach.key).map(({ name }) => name)).toEqual(uses);
  expect(whyNotUsed(reach.key)).toBeNull();
});

test.each([DISABLED, LEAVING, WAITING])("a symmetric key in state %s has no lines, and says why", (key_state) => {
  const reach = sampleReach({ key_state });
  expect(clientsFor(reach)).toEqual([]);
  expect(whyNotUsed(reach.key)).toMatch(/disabled|pending deletion|pending import/i);
});

test("of a disabled key pair only the public key is left", () => {
  const reach = sampleReach({ key_spec: "EC_P256", key_usage: "SIGN_VERIFY", key_state: DISABLED });
  expect(clientsFor(reach)).toEqual(["curl", "node", "python", "go", "openstacksdk"]);
  expect(usesOf(reach.key).map(({ name }) => name)).toEqual(["publicKey"]);
  expect(whyNotUsed(reach.key)).toMatch(/disabled/i);
  expect(linesFor("curl", reach).at(-1)?.text).not.toContain("kms sign");
});

test("a default master key is used as any symmetric key", () => {
  expect(clientsFor(sampleReach({ default_key_flag: "1", key_state: ENABLED }))).toContain("curl");
});

test("a spec that this console does not know yet has no lines", () => {
  const reach = sampleReach({ key_spec: "AES_512" });
  expect([clientsFor(reach), whyNotUsed(reach.key)]).toEqual([[], "There is nothing that a program can do with this key."]);
});

test("every call is one that the API offers, at this path", () => {
  const kinds = [SAMPLE_KEY, { key_spec: "EC_P256", key_usage: "SIGN_VERIFY" }, { key_spec: "HMAC_256", key_usage: "GENERATE_VERIFY_MAC" }];
  for (const kind of kinds) {
    for (const { operation, verb } of usesOf(sampleReach(kind).key).flatMap(({ calls }) => calls)) {
      expect(REST_DOORS[operation as keyof typeof REST_DOORS]).toMatchObject({ method: "POST", path: `/v1.0/:project_id/kms/${verb}` });
    }
  }
});

test("sops finds the API by the region, with its hyphens as underscores", () => {
  const text = linesFor("sops", sampleReach({ realm: "eu-nl-2" }, { apiUrl: "https://kms.example" }))[1]?.text;
  expect(text).toContain("export HUAWEICLOUD_SDK_REGION_KMS_EU_NL_2=https://kms.example\n");
  expect(text).toContain(`sops encrypt --hckms eu-nl-2:${SAMPLE_KEY.key_id} `);
  expect(clientsFor(sampleReach({ realm: "eu de" }))).not.toContain("sops");
  expect(clientsFor(sampleReach({}, { apiUrl: "http://a,b" }))).not.toContain("sops");
});

test("with HTTPS, each client says where the certificate of a private CA goes", () => {
  for (const name of CLIENT_NAMES) {
    expect(caVariableFor(name, sampleReach({}, { apiUrl: "https://kms.example" }))).toMatch(/^[A-Z_]+$/);
    expect(caVariableFor(name, sampleReach())).toBeNull();
  }
});

test("no line holds what is secret: it is asked for, or read from the environment", () => {
  for (const name of CLIENT_NAMES) {
    const text = linesFor(name, sampleReach())
      .map((lines) => lines.text)
      .join("\n");
    expect(text).toMatch(/IFS= read -r/);
    expect(text).not.toMatch(/-u |--user|password=["']|secret_key *=/);
  }
});

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "use-key-"));
  // Writes down what it is asked for and what it is sent, and answers with a token.
  const curl = `#!/bin/sh\nprintf '%s\\0' "$@" >> arguments\ncat >> sent\nprintf 'HTTP/1.1 201\\r\\nx-subject-token: kms_x\\r\\n'\n`;
  writeFileSync(join(directory, "curl"), curl, { mode: 0o755 });
});
afterAll(() => rmSync(directory, { recursive: true }));

const [HOSTILE_URL, HOSTILE_NAME] = ["http://a$(touch\tnever)`touch\tnever`';touch never;'\"b", `x"$(touch never)'; touch never; '`];
const PASSWORD = `a"b\\c 'd' $(touch never) \`touch never\` %s €`;

test("an address, a password and a code that a shell would read are sent as they are, and the secret ones on no command line", () => {
  const reach = sampleReach({}, { apiUrl: HOSTILE_URL, accountName: HOSTILE_NAME });
  const script = linesFor("curl", reach)
    .map(({ text }) => text)
    .join("\n");
  const environment = { NODE_ENV: "test" as const, PATH: `${directory}:${process.env.PATH}`, OS_PASSWORD: PASSWORD, OS_PASSCODE: "123456" };
  execFileSync("sh", ["-c", script], { cwd: directory, env: environment, stdio: ["ignore", "pipe", "pipe"] });
  expect(readdirSync(directory).sort()).toEqual(["arguments", "curl", "sent"]);
  const given = readFileSync(join(directory, "arguments"), "utf8").split("\0");
  expect(given.filter((one) => one.startsWith("http"))).toEqual([
    `${HOSTILE_URL}/v3/auth/tokens`,
    ...["encrypt-data", "decrypt-data"].map((verb) => `${HOSTILE_URL}/v1.0/${reach.project.id}/kms/${verb}`),
  ]);
  expect(given.join("\n")).not.toMatch(/a"b|kms_x|123456/);
  const [body = "", ...headers] = readFileSync(join(directory, "sent"), "utf8").split("X-Auth-Token: ");
  expect(JSON.parse(body).auth.identity).toEqual({
    methods: ["password", "totp"],
    password: { user: { id: reach.userId, password: PASSWORD } },
    totp: { user: { passcode: "123456" } },
  });
  expect(headers).toEqual(["kms_x\n", "kms_x\n"]);
});

test("the page for those who write clients has what the console shows", () => {
  const file = join(import.meta.dirname, "../../../api/use-a-key.md");
  // What clients are meant to paste is renewed on purpose.
  if (process.env.KMS_RENEW_DOCUMENTS === "1") writeFileSync(file, renderPage());
  expect(readFileSync(file, "utf8")).toBe(renderPage());
});
