/** The rows of today follow from what the traces say of them, whatever was changed, and rows that somebody else has written do not. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { canonicalRow } from "#lib/audit/canonical-row";
import { dumpReader, stateReplay } from "#lib/audit/verify/state";
import { codeAtStep, stepAt } from "#lib/iam/one-time-code/one-time-code";
import { TRACE_COLUMNS } from "#lib/store/traces/list-traces";
import { type ApiClient, type Reply, signIn } from "../harness/api-client";
import { sqlAsAttacker } from "../harness/database";
import { type Product, startProduct } from "../harness/product";
import { runProgram } from "../harness/run-program";
import { hexId } from "../harness/town";

let product: Product;
let kms: ApiClient;
beforeAll(async () => {
  product = await startProduct({ KMS_WORKERS: "1" });
  kms = await as("admin", product.adminPassword, { project: { name: product.region } });
}, 120_000);
afterAll(() => product?.stop());

const as = (name: string, password: string, scope: Parameters<typeof signIn>[2]) =>
  signIn(product.apiUrl, { account: product.account, name, password }, scope);
const attack = (text: string, ...values: unknown[]) => sqlAsAttacker(product.dataDir, text, values);

/** What does not follow; "" where everything does. */
async function contradiction(): Promise<string> {
  const { code, stdout, stderr } = await runProgram("dist/admin.js", ["state", "export"], { KMS_DATA_DIR: product.dataDir });
  expect([code, stderr]).toEqual([0, ""]);
  const reader = dumpReader();
  for (const line of stdout.trimEnd().split("\n")) reader.take(Buffer.from(line));
  const { takeRow, finish } = stateReplay(reader.finish());
  for (const row of await attack(`select ${TRACE_COLUMNS} from trace order by trace.id`)) {
    takeRow(Buffer.from(canonicalRow({ ...row, id: BigInt(row.id as string) } as never)));
  }
  try {
    expect(finish().rows).toBeGreaterThan(5);
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

// biome-ignore lint/suspicious/noExplicitAny: as of any other reply.
async function done(reply: Promise<Reply>): Promise<any> {
  const { status, body } = await reply;
  expect([status, status < 300 ? "" : body]).toEqual([status, ""]);
  return body;
}

async function changeKeys(): Promise<void> {
  const call = (name: string, body: object) => done(kms.call(name, body));
  const ids = await Promise.all(["one", "two", "three", "four"].map((alias) => kms.createKey(alias)));
  const [one = "", two = ""] = ids;
  await call("create-key", { key_alias: "pair", key_spec: "EC_P256" });
  await call("create-key", { key_alias: "outside", origin: "external" });
  for (const action of ["disable", "enable"]) await call("batch-change-keys", { action, key_ids: ids });
  await call("batch-change-keys", { action: "create_tags", key_ids: ids, tags: [{ key: "kept", value: "long" }] });
  await call("batch-change-keys", { action: "delete_tags", key_ids: [two], tags: [{ key: "kept" }] });
  await call("disable-key", { key_id: one });
  await call("enable-key", { key_id: one });
  await call("update-key-alias", { key_id: one, key_alias: "uno" });
  await call("enable-key-rotation", { key_id: one });
  await call("rotate-key", { key_id: one }).catch(() => {});
  const { grant_id } = await call("create-grant", { key_id: one, grantee_principal: hexId(), operations: ["describe-key"] });
  await call("create-grant", { key_id: one, grantee_principal: hexId(), operations: ["encrypt-data"] });
  await call("revoke-grant", { key_id: one, grant_id });
  const alias = `alias/${hexId()}`;
  const aliases = (method: string, body: object) => done(kms.send(method, `/v1.0/${kms.projectId}/kms/aliases`, JSON.stringify(body)));
  await aliases("POST", { key_id: one, alias });
  await call("schedule-key-deletion", { key_id: two, pending_days: "7" });
  await call("cancel-key-deletion", { key_id: two });
}

async function changePeople(): Promise<void> {
  const domain = await as("admin", product.adminPassword, { domain: { name: product.account } });
  const ask = (method: string, path: string, body?: object) => done(domain.send(method, path, body && JSON.stringify(body)));
  const [name, password] = ["anna", `${hexId()} battery`];
  const user = (await ask("POST", "/v3/users", { user: { name, password } })).user;
  const group = (await ask("POST", "/v3/groups", { group: { name: "readers" } })).group;
  await ask("PUT", `/v3/groups/${group.id}/users/${user.id}`);
  const role = {
    display_name: "reads",
    type: "XA",
    description: "",
    policy: { Version: "1.1", Statement: [{ Effect: "Allow", Action: ["kms:cmk:list"] }] },
  };
  const policy = (await ask("POST", "/v3.0/OS-ROLE/roles", { role })).role;
  await ask("PUT", `/v3/projects/${kms.projectId}/groups/${group.id}/roles/${policy.id}`);
  await ask("PATCH", `/v3/users/${user.id}`, { user: { description: "reads" } });
  const anna = await as(name, password, { project: { name: product.region } });
  const { credential } = await done(
    anna.send("POST", "/v3.0/OS-CREDENTIAL/credentials", JSON.stringify({ credential: { user_id: user.id } })),
  );
  await done(anna.send("DELETE", `/v3.0/OS-CREDENTIAL/credentials/${credential.access}`));
  const device = { virtual_mfa_device: { name: "phone", user_id: user.id } };
  const made = await done(anna.send("POST", "/v3.0/OS-MFA/virtual-mfa-devices", JSON.stringify(device)));
  const code = { authentication_code: codeAtStep(made.virtual_mfa_device.base32_string_seed, stepAt(new Date())) };
  await done(anna.send("PUT", `/v3.0/OS-MFA/users/${user.id}/virtual-mfa-device`, JSON.stringify(code)));
  await done(anna.send("DELETE", "/v3/auth/tokens", undefined, { "X-Subject-Token": anna.token }));
  await ask("PATCH", `/v3/users/${user.id}`, { user: { enabled: false } });
  await ask("DELETE", `/v3/groups/${group.id}/users/${user.id}`);
  const gone = (await ask("POST", "/v3/users", { user: { name: "gone", password } })).user;
  await ask("DELETE", `/v3/users/${gone.id}`);
}

test("whatever was changed of keys and people, the traces say what has become of it", async () => {
  expect(await contradiction()).toBe("");
  await changeKeys();
  expect(await contradiction()).toBe("");
  await changePeople();
  expect(await contradiction()).toBe("");
  const said = (name: string) => attack("select state from trace where trace_name = $1 and outcome = 'normal' order by id limit 1", name);
  expect((await said("createKey"))[0]?.state).toMatch(/^book key\/\S+ 1 =\n\+cmk "\S+" \S{44}\n\+key_version "0" \S{44}$/);
  expect((await said("disableKey"))[0]?.state).toMatch(/^book key\/\S+ 2 ~\n\+cmk "\S+" \S{44}$/);
  expect((await attack("select 1 from trace where state = '' and trace_name = 'createToken'")).length).toBeGreaterThan(0);
}, 120_000);

test("whoever has the whole log, the state and the key verifies both with nothing else", async () => {
  const folder = mkdtempSync(join(tmpdir(), "kms-state-"));
  try {
    const admin = async (name: string, ...words: string[]) => {
      const { code, stdout, stderr } = await runProgram("dist/admin.js", words, { KMS_DATA_DIR: product.dataDir });
      expect([code, stderr]).toEqual([0, ""]);
      writeFileSync(join(folder, name), stdout);
      return join(folder, name);
    };
    const [state, key] = [await admin("state", "state", "export"), await admin("key", "audit", "key")];
    // Within a second or two all that is in the state is sealed.
    await expect
      .poll(
        async () => {
          const log = await admin("log", "audit", "export");
          const { code, stdout } = await runProgram("dist/audit-verify.js", [log, "--key", key, "--state", state], {});
          return [code, stdout];
        },
        { timeout: 20_000 },
      )
      .toEqual([0, expect.stringMatching(/^\d+ rows, 0 hidden, size \d+/)]);
    writeFileSync(state, readFileSync(state, "utf8").replace(/"meaning":"\[/, '"meaning":"[ '));
    const { code, stdout } = await runProgram("dist/audit-verify.js", [join(folder, "log"), "--key", key, "--state", state], {});
    expect([code, stdout]).toEqual([1, expect.stringContaining("does not follow from the log")]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);

test.each([
  [
    "a key is enabled",
    "update cmk set state = 'disabled' where alias = 'three'",
    "update cmk set state = 'enabled' where alias = 'three'",
    /row cmk \S+ has the digest/,
  ],
  [
    "a tag is removed",
    "delete from tag where key_id = (select id from cmk where alias = 'four')",
    "insert into tag (key_id, key, value) select id, 'kept', 'long' from cmk where alias = 'four'",
    /row tag kept is in the log and not in the dump/,
  ],
  [
    "somebody is a member",
    "insert into group_member (group_id, user_id) select g.id, u.id from iam_group g, iam_user u where g.name = 'readers' and u.name = 'anna'",
    "delete from group_member where group_id = (select id from iam_group where name = 'readers')",
    /row group_member \S+ is in the dump and not in the log/,
  ],
  [
    "a seal is of another number",
    "update integrity_seal set number = number + 1 where book = (select 'key/' || id from cmk where alias = 'four')",
    "update integrity_seal set number = number - 1 where book = (select 'key/' || id from cmk where alias = 'four')",
    /has the number \d+ in the dump/,
  ],
])(
  "%s by other hands, and that does not follow",
  async (_what, change, undo, said) => {
    await attack(change);
    expect(await contradiction()).toMatch(said);
    await attack(undo);
    expect(await contradiction()).toBe("");
  },
  60_000,
);

test("a key that is put back whole, row and seal, is told by the trail, whoever looks", async () => {
  const id = await kms.createKey("whole");
  const [book] = [`key/${id}`];
  const [row] = await attack(
    "select to_jsonb(k)::text as key, e.number::text as number, e.rows, encode(e.mac, 'hex') as mac from cmk k, integrity_seal e where k.id = $1 and e.book = $2",
    id,
    book,
  );
  await done(kms.call("disable-key", { key_id: id }));
  const check = () => runProgram("dist/admin.js", ["integrity", "check"], { KMS_DATA_DIR: product.dataDir });
  expect(await check()).toMatchObject({ code: 0 });
  await attack("update cmk set state = 'enabled' where id = $1", id);
  await attack(
    "update integrity_seal set number = $2::bigint, rows = $3, mac = decode($4, 'hex') where book = $1",
    book,
    row?.number,
    row?.rows,
    row?.mac,
  );
  expect(await check()).toMatchObject({ code: 1, stdout: `key ${id}: integrity_seal ${book} put back\n` });
  expect(await contradiction()).toMatch(`the book ${book}`);
  await attack("delete from integrity_seal where book = $1", book);
  await attack("delete from cmk where id = $1", id);
  expect(await check()).toMatchObject({ code: 1, stdout: `key ${id}: cmk ${id} removed\n` });
}, 60_000);
