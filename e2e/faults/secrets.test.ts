/** Plants secrets in every kind of call, also in calls that fail on our side, and looks for them in all that is logged and stored. */
import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { altered } from "../harness/altered";
import { type ApiClient, passwordRequest, requestToken, signIn } from "../harness/api-client";
import { sql } from "../harness/database";
import { type Product, startProduct } from "../harness/product";

let product: Product;
let api: ApiClient;
beforeAll(async () => {
  product = await startProduct({ KMS_LOG_LEVEL: "trace", KMS_WORKERS: "1" });
  api = await signIn(
    product.apiUrl,
    { account: product.account, name: "admin", password: product.adminPassword },
    { project: { name: product.region } },
  );
});
afterAll(() => product.stop());

const plant = () => `planted-${randomBytes(9).toString("hex")}`;

test("nothing secret is in any log line, trace or table, whatever became of the call", async () => {
  const secrets = new Map<string, string>();
  const keep = (what: string, value: string) => {
    expect([what, value.length > 15]).toEqual([what, true]);
    secrets.set(what, value);
    return value;
  };
  keep("token of the administrator", api.token);
  const keyId = await api.createKey("secrets");

  /** Every call that carries or gives a secret; `round` keeps names apart. */
  const actWithSecrets = async (round: string) => {
    const text = keep(`plaintext ${round}`, plant());
    const bound = { encryption_context: { tenant: "t" }, additional_authenticated_data: "a" };
    const encrypted = await api.call("encrypt-data", { key_id: keyId, plain_text: text, ...bound });
    if (encrypted.status === 200) await api.call("decrypt-data", { cipher_text: encrypted.body.cipher_text, ...bound });
    const made = await api.call("create-datakey", { key_id: keyId, datakey_length: "512" });
    if (made.status === 200) {
      keep(`data key ${round}`, made.body.plain_text);
      await api.call("decrypt-datakey", { key_id: keyId, cipher_text: made.body.cipher_text, datakey_cipher_length: "64" });
    }
    const own = randomBytes(64);
    const digest = createHash("sha256").update(own).digest();
    keep(`own data key ${round}`, own.toString("hex"));
    const plain_text = Buffer.concat([own, digest]).toString("hex");
    await api.call("encrypt-datakey", { key_id: keyId, plain_text, datakey_plain_length: "64" });
    await api.call("encrypt-datakey", { key_id: keyId, plain_text: altered(plain_text), datakey_plain_length: "64" });
    const random = await api.call("gen-random", { random_data_length: "512" });
    if (random.status === 200) keep(`random ${round}`, random.body.random_data);

    const password = keep(`password ${round}`, plant());
    const name = `user-${round}`;
    const user = await api.send("POST", "/v3/users", JSON.stringify({ user: { name, password } }));
    await requestToken(api.apiUrl, passwordRequest({ account: product.account, name, password }, undefined));
    await requestToken(
      api.apiUrl,
      passwordRequest({ account: product.account, name, password: keep(`wrong password ${round}`, plant()) }, undefined),
    );
    await requestToken(
      api.apiUrl,
      passwordRequest({ account: product.account, name: keep(`password as name ${round}`, plant()), password }, undefined),
    );
    if (user.status === 201) {
      const credential = { user_id: user.body.user.id };
      const made = await api.send("POST", "/v3.0/OS-CREDENTIAL/credentials", JSON.stringify({ credential }));
      keep(`access key's secret ${round}`, made.body.credential.secret);
      const next = keep(`new password ${round}`, plant());
      await api.send("PATCH", `/v3/users/${credential.user_id}`, JSON.stringify({ user: { password: next } }));
    }
    // Unreadable, malformed and refused calls.
    await api.send("POST", `/v1.0/${api.projectId}/kms/encrypt-data`, `{"key_id": "${keyId}", "plain_text": "${text}"`);
    await api.call("encrypt-data", { key_id: keyId, plain_text: [text] });
    await api.call("encrypt-data", { key_id: randomBytes(4).toString("hex"), plain_text: text });
    await api.send("GET", `/v1.0/${api.projectId}/kms/encrypt-data?plain_text=${text}`);
    await api.send("POST", `/no/such/path/${text}`, text);
    await api.send("GET", "/v3/auth/tokens", undefined, { "X-Subject-Token": keep(`subject token ${round}`, `kms_${plant()}`) });
  };

  await actWithSecrets("well");
  // What fails on our side is logged with its cause, which must hold no values either.
  for (const table of ["trace", "iam_user", "cmk"]) {
    await sql(product.dataDir, `alter table ${table} rename to ${table}_away`);
    try {
      await actWithSecrets(`without ${table}`);
    } finally {
      await sql(product.dataDir, `alter table ${table}_away rename to ${table}`);
    }
  }
  await api.call("disable-key", { key_id: keyId });
  await actWithSecrets("disabled");

  const log = product.output().split(`password ${product.adminPassword} (shown only this once)`).join("");
  expect(log).toContain('"level":"error"');
  const tables = await sql<{ name: string }>(
    product.dataDir,
    "select table_name as name from information_schema.tables where table_schema = 'public'",
  );
  expect(tables.length).toBeGreaterThan(10);
  const stored = (
    await Promise.all(tables.map(({ name }) => sql<{ text: string }>(product.dataDir, `select t::text as text from "${name}" t`)))
  )
    .flat()
    .map((row) => row.text)
    .join("\n");
  keep("password of the administrator", product.adminPassword);
  const places = { log: log.toLowerCase(), stored: stored.toLowerCase() };
  for (const [what, value] of secrets) {
    for (const form of formsOf(value)) {
      for (const [place, text] of Object.entries(places)) expect([what, place, text.includes(form)]).toEqual([what, place, false]);
    }
  }
  expect(secrets.size).toBeGreaterThan(20);
});

/** The text itself, and its bytes in hex and base64; compared without case. */
function formsOf(value: string): string[] {
  const bytes = /^[0-9a-fA-F]{32,}$/.test(value) ? Buffer.from(value, "hex") : Buffer.from(value, "utf8");
  return [value, bytes.toString("hex"), bytes.toString("base64").replace(/=+$/, "").slice(0, -1)].map((form) => form.toLowerCase());
}
