/**
 * A product on a token whose calls fail by chance, and on one whose PIN is changed. `KMS_FAULTS_ROUNDS` makes the load longer,
 * `KMS_FAULTS_SEED` makes it another.
 */
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { initialiseToken } from "#lib/hsm/pkcs11/start/initialise";
import { changePin } from "#lib/hsm/testing/change-pin";
import { type FailingToken, failingToken } from "#lib/hsm/testing/failing-token";
import { type Provision, provision } from "#lib/hsm/testing/provision";
import { keyWrapPadded, wrapForImport } from "#lib/hsm/testing/wrap-for-import";
import { type ApiClient, type Reply, signIn } from "../harness/api-client";
import { sql } from "../harness/database";
import { giveToWorkers } from "../harness/give-to-workers";
import { childrenOf } from "../harness/processes";
import { type Product, startProduct } from "../harness/product";
import { SignedClient } from "../harness/signed-client";

/** Of each of the streams; about 1,500 requests in all. */
const ROUNDS = Number(process.env.KMS_FAULTS_ROUNDS ?? 60);
const SEED = Number(process.env.KMS_FAULTS_SEED ?? 17);
/** CKR_HOST_MEMORY, GENERAL_ERROR, FUNCTION_FAILED, DEVICE_ERROR, DEVICE_MEMORY, KEY_HANDLE_INVALID, OBJECT_HANDLE_INVALID, SESSION_HANDLE_INVALID. */
const TROUBLE = "0x2,0x5,0x6,0x30,0x31,0x60,0x82,0xb3";
const CKR_PIN_INCORRECT = 0xa0;

let token: Provision;
let faults: FailingToken;
let pinFile: string;
let product: Product;
let api: ApiClient;
let signed: SignedClient;

beforeAll(async () => {
  token = provision("SoftHSM2");
  await initialiseToken(token.settings, { create: true, soPin: token.soPin });
  faults = failingToken(token.settings.modulePath);
  pinFile = join(token.directory, "pin");
  writeFileSync(pinFile, `${token.settings.pin}\n`, { mode: 0o600 });
  await giveToWorkers(token.directory, dirname(faults.modulePath));
  product = await startProduct({
    ...faults.environment,
    KMS_PKCS11_MODULE: faults.modulePath,
    KMS_PKCS11_TOKEN: token.settings.tokenLabel,
    KMS_PKCS11_PIN_FILE: pinFile,
    KMS_QUOTA_KEYS: "100000",
  });
  const who = { account: product.account, name: "admin", password: product.adminPassword };
  api = await signIn(product.apiUrl, who, { project: { name: product.region } });
  const users = await api.send("GET", "/v3/users?name=admin");
  const made = await api.send(
    "POST",
    "/v3.0/OS-CREDENTIAL/credentials",
    JSON.stringify({ credential: { user_id: users.body.users[0].id, description: "faults" } }),
  );
  expect(made.status).toBe(201);
  signed = new SignedClient(product.apiUrl, made.body.credential, api.projectId);
});
afterAll(async () => {
  faults?.rule();
  await product?.stop();
  token?.remove();
  faults?.remove();
});

const workers = () =>
  childrenOf(product.pid, "api-worker")
    .map(({ pid }) => pid)
    .sort();

test("with one call in fifty failing, at most one request in two hundred feels it, none gets a false word, and no worker ends", async () => {
  const keys = {
    aes: await api.createKey("faults-aes"),
    ec: await api.createKey("faults-ec", { key_spec: "EC_P256", key_usage: "SIGN_VERIFY" }),
    rsa: await api.createKey("faults-rsa", { key_spec: "RSA_2048", key_usage: "ENCRYPT_DECRYPT" }),
    mac: await api.createKey("faults-mac", { key_spec: "HMAC_256", key_usage: "GENERATE_VERIFY_MAC" }),
  };
  const before = workers();
  const seen = { requests: 0, refused: [] as { verb: string; requestId: string }[], wrong: [] as string[] };
  /** @returns the reply, or null where the service said that it was not available */
  const call = async (client: ApiClient | SignedClient, verb: string, input: object, expected = 200): Promise<Reply | null> => {
    const reply = await client.call(verb, input);
    seen.requests += 1;
    if (reply.status === 503) seen.refused.push({ verb, requestId: reply.headers.get("x-request-id") ?? "" });
    else if (reply.status !== expected) seen.wrong.push(`${verb}: ${reply.status} ${reply.code}`);
    return reply.status === expected ? reply : null;
  };
  const must = (what: string, isRight: boolean) => {
    if (!isRight) seen.wrong.push(what);
  };
  let number = 0;
  const rounds: readonly ((client: ApiClient | SignedClient) => Promise<void>)[] = [
    async (client) => {
      const bound = { encryption_context: { tenant: "one" } };
      const made = await call(client, "encrypt-data", { key_id: keys.aes, plain_text: "text", ...bound });
      if (made === null) return;
      const opened = await call(client, "decrypt-data", { cipher_text: made.body.cipher_text, ...bound });
      if (opened !== null) must("decrypt-data", opened.body.plain_text === "text");
      const other = { cipher_text: made.body.cipher_text, encryption_context: { tenant: "two" } };
      const refused = await call(client, "decrypt-data", other, 400);
      if (refused !== null) must("decrypt-data elsewhere", refused.code === "KMS.2201");
    },
    async (client) => {
      const made = await call(client, "create-datakey", { key_id: keys.aes, datakey_length: "512" });
      if (made === null) return;
      const opened = await call(client, "decrypt-datakey", {
        key_id: keys.aes,
        cipher_text: made.body.cipher_text,
        datakey_cipher_length: "64",
      });
      if (opened !== null) must("decrypt-datakey", opened.body.data_key === made.body.plain_text);
    },
    async (client) => {
      const of = { key_id: keys.ec, signing_algorithm: "ECDSA_SHA_256", message_type: "RAW" };
      const message = randomBytes(40).toString("base64");
      const made = await call(client, "sign", { ...of, message });
      if (made === null) return;
      const good = await call(client, "verify", { ...of, message, signature: made.body.signature });
      if (good !== null) must("verify", String(good.body.signature_valid) === "true");
      const bad = await call(client, "verify", { ...of, message: randomBytes(40).toString("base64"), signature: made.body.signature });
      if (bad !== null) must("verify another message", String(bad.body.signature_valid) === "false");
    },
    async (client) => {
      const of = { key_id: keys.rsa, encryption_algorithm: "RSAES_OAEP_SHA_256" };
      const made = await call(client, "encrypt-data", { ...of, plain_text: "text" });
      if (made === null) return;
      const opened = await call(client, "decrypt-data", { ...of, cipher_text: made.body.cipher_text });
      if (opened !== null) must("RSA decrypt-data", opened.body.plain_text === "text");
    },
    async (client) => {
      const of = { key_id: keys.mac, mac_algorithm: "HMAC_SHA_256", message: randomBytes(30).toString("base64") };
      const made = await call(client, "generate-mac", of);
      if (made === null) return;
      const good = await call(client, "verify-mac", { ...of, mac: made.body.mac });
      if (good !== null) must("verify-mac", String(good.body.mac_valid) === "true");
    },
    async (client) => {
      const spec = number % 8 === 0 ? { key_spec: "EC_P256", key_usage: "SIGN_VERIFY" } : {};
      await call(client, "create-key", { key_alias: `faults-${++number}`, ...spec });
    },
    async (client) => {
      const isPair = number % 2 === 0;
      const spec = isPair ? { key_spec: "EC_P256", key_usage: "SIGN_VERIFY" } : { key_spec: "AES_256" };
      const created = await call(client, "create-key", { key_alias: `import-${++number}`, origin: "external", ...spec });
      if (created === null) return;
      const { key_id } = created.body.key_info;
      const wrapping_algorithm = number % 3 === 0 ? "RSAES_OAEP_SHA_1" : "RSAES_OAEP_SHA_256";
      const parameters = await call(client, "get-parameters-for-import", { key_id, wrapping_algorithm });
      if (parameters === null) return;
      const publicKey = Buffer.from(parameters.body.public_key, "base64");
      const secret = randomBytes(32);
      const privateKey = () => generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "der" });
      await call(client, "import-key-material", {
        key_id,
        import_token: parameters.body.import_token,
        encrypted_key_material: wrapForImport(wrapping_algorithm, publicKey, secret).toString("base64"),
        ...(isPair && { encrypted_privatekey: keyWrapPadded(secret, privateKey()).toString("base64") }),
      });
    },
  ];
  faults.forget();
  faults.rule(`* random:50:${SEED} fail:${TROUBLE}`);
  await Promise.all(
    Array.from({ length: 12 }, async (_, stream) => {
      const client = stream % 3 === 0 ? signed : api;
      for (let round = stream; round < stream + ROUNDS; round += 1) {
        // Making keys takes a core for long, and is the smaller part of what a service does.
        const kind = round % 25 === 0 ? 6 : round % 10 === 0 ? 5 : round % 5;
        await rounds[kind]?.(client);
      }
    }),
  );
  faults.rule();
  const refused = seen.refused.filter(({ requestId }) => !isForTheDatabase(requestId)).map(({ verb }) => verb);
  console.info(
    `${seen.requests} requests, refused: ${refused.join(" ") || "none"}; for the database: ${seen.refused.length - refused.length}`,
  );
  expect(seen.wrong).toEqual([]);
  expect(seen.requests).toBeGreaterThan(ROUNDS * 12);
  expect(refused.length / seen.requests).toBeLessThanOrEqual(0.005);
  expect(workers()).toEqual(before);
  expect(faults.violations()).toEqual([]);
  expect(
    await sql(product.dataDir, "select trace_name, error_code from trace where outcome = 'incident' and error_code <> 'KMS.0104'"),
  ).toEqual([]);
  expect(product.output()).toContain("the token failed calls, which are tried again");
}, 1_800_000);

test("a token that fails to decrypt one time in three makes no good ciphertext invalid, and no bad one good", async () => {
  const key_id = await api.createKey("faults-thirds");
  const bound = { encryption_context: { tenant: "one" } };
  faults.rule(`C_Decrypt random:3:${SEED} fail:0x5`);
  const codes = await Promise.all(
    Array.from({ length: 150 }, async () => {
      const { body } = await signed.call("encrypt-data", { key_id, plain_text: "text", ...bound });
      const good = await signed.call("decrypt-data", { cipher_text: body.cipher_text, ...bound });
      const bad = await signed.call("decrypt-data", { cipher_text: body.cipher_text });
      return `${good.status} ${good.body.plain_text} ${bad.code}`;
    }),
  );
  faults.rule();
  expect([...new Set(codes)]).toEqual(["200 text KMS.2201"]);
  expect(
    await sql(product.dataDir, "select trace_name, error_code from trace where outcome = 'incident' and error_code <> 'KMS.0104'"),
  ).toEqual([]);
});

test("a PIN that was changed is refused once to each worker and said in the log, and the right one in its file is taken without a restart", async () => {
  const NEW_PIN = "user-8901";
  const before = workers();
  const key_id = await api.createKey("faults-pin");
  const isServed = async () => (await api.call("encrypt-data", { key_id, plain_text: "text" })).status === 200;
  /** Asks until both workers have been asked; each connection goes to the one or the other. */
  const askUntil = (isEnough: () => boolean) =>
    expect
      .poll(
        async () => {
          await Promise.all(Array.from({ length: 64 }, () => fetch(`${product.apiUrl}/readyz`, { headers: { Connection: "close" } })));
          return isEnough();
        },
        { timeout: 30_000 },
      )
      .toBe(true);
  const refusals = () => faults.signIns().filter(({ answer }) => answer === CKR_PIN_INCORRECT);
  const refusedWorkers = () => new Set(refusals().map(({ pid }) => pid)).size;

  changePin(token.settings, NEW_PIN);
  expect(await isServed()).toBe(true);
  // The token goes away for a moment, so that everybody must sign in again.
  faults.forget();
  faults.rule("C_GetSessionInfo always fail:0x30", "C_GetTokenInfo always fail:0x30");
  await askUntil(() => new Set(faults.starts()).size === 2);
  faults.rule();
  await askUntil(() => refusedWorkers() === 2);
  for (let round = 0; round < 20; round += 1) expect(await isServed()).toBe(false);
  expect(refusals().length).toBe(2);
  expect(linesOf("the token refuses the PIN in KMS_PKCS11_PIN_FILE").map(({ level }) => level)).toEqual(["error", "error"]);

  writeFileSync(pinFile, "user-wrong\n");
  await askUntil(() => refusals().length === 4);
  for (let round = 0; round < 20; round += 1) expect(await isServed()).toBe(false);
  expect(refusals().length).toBe(4);

  // A worker that is started anew meanwhile waits with the others.
  process.kill(before[0] ?? 0, "SIGKILL");
  await expect.poll(() => refusals().length, { timeout: 20_000 }).toBe(5);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  expect(refusals().length).toBe(5);
  const waiting = workers();
  expect(waiting.length).toBe(2);

  writeFileSync(pinFile, `${NEW_PIN}\n`);
  // On a busy machine each may ask the token too late by itself, while the other signs in, and then does when it is called.
  await askUntil(() => linesOf("the token takes the PIN in KMS_PKCS11_PIN_FILE").length === 2);
  await expect.poll(() => fetch(`${product.apiUrl}/readyz`).then(({ status }) => status)).toBe(200);
  for (let round = 0; round < 20; round += 1) expect(await isServed()).toBe(true);
  expect(refusals().length).toBe(5);
  expect(workers()).toEqual(waiting);
  for (const pin of [token.settings.pin, NEW_PIN, "user-wrong"]) expect(product.output()).not.toContain(pin);
});

test.each([
  ["on a thread of its own", "create-key", { key_spec: "EC_P256", key_usage: "SIGN_VERIFY" }, "C_GenerateKeyPair", "a call of the token"],
  ["on the event loop", "create-datakey", { datakey_length: "256" }, "C_Encrypt", "it has not been heard of"],
] as const)(
  "a worker in which a call of the token %s never returns is replaced, and no other call feels it",
  async (_where, verb, input, name, reason) => {
    // Not over connections that are kept open: their worker may be the one that goes.
    const created = await signed.call("create-key", { key_alias: `faults-hang-${verb}` });
    const { key_id } = created.body.key_info;
    const before = workers();
    faults.forget();
    faults.rule("count", `${name} always delay:3600000`);
    const hung = signed.call(verb, { key_id, key_alias: `faults-hung-${verb}`, ...input }).then(
      ({ status }) => status,
      () => "broken off",
    );
    await expect.poll(() => faults.calls().get(name), { timeout: 20_000, interval: 10 }).toBe(1);
    // No other call follows it in there.
    faults.rule();
    await expect
      .poll(
        async () => {
          const { status, code } = await signed.call("encrypt-data", { key_id, plain_text: "text" });
          expect([status, code]).toEqual([200, ""]);
          const now = workers();
          return [now.length, now.filter((pid) => before.includes(pid)).length];
        },
        { timeout: 120_000, interval: 50 },
      )
      .toEqual([2, 1]);
    expect(["broken off", 503]).toContain(await hung);
    const gone = before.find((pid) => !workers().includes(pid));
    expect(product.output()).toMatch(new RegExp(`"pid":${gone},"reason":"${reason}`));
  },
  180_000,
);

/** On a busy machine a connection to the database may take too long, which is not the token's doing. */
function isForTheDatabase(requestId: string): boolean {
  const lines = product.output().split("\n");
  return lines.some((line) => line.includes(requestId) && /Prisma|pg-pool/.test(line));
}

function linesOf(sentence: string): { level: string }[] {
  return product
    .output()
    .split("\n")
    .flatMap((line) => (line.includes(sentence) ? [JSON.parse(line) as { level: string }] : []));
}
