import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readEnv } from "#lib/base/env";
import { parseAdminArguments } from "#lib/runtime/admin-command/admin-arguments";
import { findSecret } from "#lib/runtime/data-dir/secrets";
import { readTokenSettings } from "#lib/runtime/token/token-settings";
import { type ApiClient, signIn } from "../harness/api-client";
import { databaseUrl, sql } from "../harness/database";
import { processesWith } from "../harness/processes";
import { type Product, startProduct } from "../harness/product";
import { type Outcome, runProgram } from "../harness/run-program";
import { SignedClient } from "../harness/signed-client";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "kms-admin-"));
// One test goes to this product's token and database as an instance elsewhere does, whose users must get there.
chmodSync(folder, 0o711);
const dataDir = join(folder, "data");

const admin = (words: readonly string[], environment: Record<string, string> = { KMS_DATA_DIR: dataDir }) =>
  runProgram("dist/admin.js", words, environment);

/** The one line of a command that succeeded. */
function answer({ code, stdout, stderr }: Outcome) {
  expect(code, stderr).toBe(0);
  expect(stdout.split("\n")).toHaveLength(2);
  return JSON.parse(stdout);
}
const createAccount = async (name: string) => answer(await admin(["account", "create", "--name", name]));
const createKey = async (account: string, user = "admin") =>
  answer(await admin(["access-key", "create", "--account", account, "--user", user]));
const onUser = (verb: "unlock" | "reset-password" | "make-administrator", account: string, user = "admin") =>
  admin(["user", verb, "--account", account, "--user", user]);
const signInAs = (
  { apiUrl }: Product,
  made: { account: string; admin_user: string; password: string; project: string },
): Promise<ApiClient> =>
  signIn(apiUrl, { account: made.account, name: made.admin_user, password: made.password }, { project: { name: made.project } });

/** What traces have of a user's password. */
async function passwordDigest(userId: string): Promise<unknown> {
  const rows = await sql(dataDir, "select encode(sha256(password_hash::bytea), 'hex') as digest from iam_user where id = $1", [userId]);
  return rows[0]?.digest;
}

let product: Product;
beforeAll(async () => {
  product = await startProduct({ KMS_DATA_DIR: dataDir, KMS_WORKERS: "1" });
});
afterAll(async () => {
  await product.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe("while the product runs, the admin command", () => {
  test("makes an account whose administrator signs in and works, and leaves a trace without the password", async () => {
    const made = await createAccount("second");
    expect(made).toEqual({
      account_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      project_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      admin_user_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      password: expect.stringMatching(/^\S{20,}$/),
      account: "second",
      project: product.region,
      admin_user: "admin",
    });
    const client = await signInAs(product, made);
    expect(client.projectId).toBe(made.project_id);
    await client.createKey("first-of-second");
    const user = JSON.stringify({ credential: { user_id: made.admin_user_id } });
    expect((await client.send("POST", "/v3.0/OS-CREDENTIAL/credentials", user)).status).toBe(201);
    const traces = await sql(dataDir, "select * from trace where account_id = $1 and trace_name = 'createAccount'", [made.account_id]);
    expect(traces).toMatchObject([
      { caller_kind: "operator", source: "admin", resource_type: "account", resource_id: made.account_id, outcome: "normal" },
    ]);
    const groups = await sql(dataDir, "select id from iam_group where account_id = $1", [made.account_id]);
    expect(traces[0]?.details).toEqual({
      account: "second",
      project: made.project_id,
      projectName: made.project,
      user: made.admin_user_id,
      userName: "admin",
      passwordDigest: await passwordDigest(made.admin_user_id),
      group: groups[0]?.id,
      groupName: "admin",
      roles: "KMS Administrator,Security Administrator",
      scopes: "account,allProjects",
    });
    expect(JSON.stringify(traces)).not.toContain(made.password);
    // The first account, which the product itself makes, is traced like the others.
    const first = await sql(
      dataDir,
      "select t.* from trace t join account a on a.id = t.account_id where a.name = 'default' and t.trace_name = 'createAccount'",
    );
    expect(first).toMatchObject([{ caller_kind: "operator", source: "admin", details: { account: "default", userName: "admin" } }]);
    expect(JSON.stringify(await sql(dataDir, "select * from iam_user"))).not.toContain(made.password);
  });

  test("makes an access key that signs at once, and leaves a trace without the secret", async () => {
    const made = await createAccount("third");
    const key = await createKey("third");
    expect(key).toEqual({
      access: expect.stringMatching(/^[A-Z0-9]{20}$/),
      secret: expect.stringMatching(/^[A-Za-z0-9]{40}$/),
      user_id: made.admin_user_id,
      account: "third",
    });
    expect((await new SignedClient(product.apiUrl, key, made.project_id).call("list-keys")).status).toBe(200);
    const traces = await sql(dataDir, "select * from trace where resource_id = $1", [key.access]);
    expect(traces).toMatchObject([
      { trace_name: "createAccessKey", caller_kind: "operator", source: "admin", account_id: made.account_id },
    ]);
    expect(JSON.stringify(traces)).not.toContain(key.secret);
  });

  test("makes the user of a cloud service with an access key that signs in each project, and leaves traces without the secret", async () => {
    const made = await createAccount("with-services");
    const serve = (...more: string[]) => admin(["service-user", "create", "--account", "with-services", ...more]);
    const one = answer(await serve("--service", "obs"));
    expect(one).toEqual({
      user_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      access: expect.stringMatching(/^[A-Z0-9]{20}$/),
      secret: expect.stringMatching(/^[A-Za-z0-9]{40}$/),
    });
    const client = new SignedClient(product.apiUrl, one, made.project_id);
    const first = await client.call("create-datakey", { key_id: "alias/obs/default" });
    expect(first.status).toBe(200);
    const others = [await serve("--service", "obs"), await serve("--service", "ims", "--name", "images")];
    const ids = [one, ...others.map(answer)].map(({ user_id }) => user_id);
    const users = await sql(dataDir, "select name, service from iam_user where id = any($1) order by name", [ids]);
    expect(users).toEqual([
      { name: "images", service: "ims" },
      { name: "obs-service", service: "obs" },
      { name: "obs-service-2", service: "obs" },
    ]);
    const traces = await sql(dataDir, "select * from trace where resource_id = any($1) order by id", [[one.user_id, one.access]]);
    expect(traces).toMatchObject([
      { trace_name: "createUser", caller_kind: "operator", details: { name: "obs-service", service: "obs", hasPassword: false } },
      { trace_name: "createAccessKey", caller_kind: "operator", details: { userId: one.user_id } },
    ]);
    expect(JSON.stringify(traces)).not.toContain(one.secret);
    const signsOnly = "A cloud service signs its requests with access keys: it has no password and no second factor, and is in no group.";
    for (const [outcome, code, line] of [
      [await onUser("reset-password", "with-services", "obs-service"), 1, signsOnly],
      [await onUser("make-administrator", "with-services", "obs-service"), 1, signsOnly],
      [await serve("--service", "obs", "--name", "images"), 1, "The name is already in use in this account."],
      [await serve("--service", "obs", "--name", "imаges"), 1, "The name looks like that of another user of this account."],
      [await serve("--service", "s3"), 2, 'There is no cloud service "s3": --service is one of obs, evs, ims.'],
      [await admin(["service-user", "create", "--account", "nowhere", "--service", "obs"]), 1, "There is no account called nowhere."],
    ] as const) {
      expect(outcome).toEqual({ code, stdout: "", stderr: `${line}\n` });
    }
  });

  test("unlocks a user, who then signs in with the password as before, and leaves a trace", async () => {
    const made = await createAccount("locked-out");
    for (let round = 0; round < 10; round += 1) await expect(signInAs(product, { ...made, password: "wrong" })).rejects.toThrow("401");
    await expect(signInAs(product, made)).rejects.toThrow("401");
    const unlocked = { user_id: made.admin_user_id, was_locked: true, account: "locked-out", user: "admin" };
    expect(answer(await onUser("unlock", "locked-out"))).toEqual(unlocked);
    await signInAs(product, made);
    expect(answer(await onUser("unlock", "locked-out"))).toEqual({ ...unlocked, was_locked: false });
    const traces = await sql(dataDir, "select * from trace where resource_id = $1 and trace_name = 'unlockUser' order by id", [
      made.admin_user_id,
    ]);
    expect(traces).toMatchObject([
      { caller_kind: "operator", source: "admin", account_id: made.account_id, resource_type: "user", details: { wasLocked: true } },
      { details: { wasLocked: false } },
    ]);
  });

  test("gives a user a new password, which ends tokens, lock and the old password, and leaves a trace without it", async () => {
    const made = await createAccount("forgetful");
    const before = await signInAs(product, made);
    for (let round = 0; round < 10; round += 1) await expect(signInAs(product, { ...made, password: "wrong" })).rejects.toThrow("401");
    const reset = answer(await onUser("reset-password", "forgetful"));
    expect(reset).toEqual({
      user_id: made.admin_user_id,
      password: expect.stringMatching(/^\S{20,}$/),
      account: "forgetful",
      user: "admin",
      enabled: true,
    });
    expect((await before.call("list-keys")).status).toBe(401);
    await expect(signInAs(product, made)).rejects.toThrow("401");
    const after = await signInAs(product, { ...made, password: reset.password });
    expect((await after.call("list-keys")).status).toBe(200);
    const traces = await sql(dataDir, "select * from trace where resource_id = $1 and trace_name = 'resetPassword'", [made.admin_user_id]);
    const details = { name: "admin", enabled: true, passwordDigest: await passwordDigest(made.admin_user_id) };
    expect(traces).toMatchObject([{ caller_kind: "operator", source: "admin", account_id: made.account_id, outcome: "normal", details }]);
    expect(JSON.stringify([traces, await sql(dataDir, "select * from iam_user")])).not.toContain(reset.password);
  });

  test("makes an administrator where nobody is left who may, gives no right over keys, and leaves a trace", async () => {
    const made = await createAccount("orphaned");
    const who = { account: "orphaned", name: "admin", password: made.password };
    await sql(dataDir, "delete from role_assignment where group_id in (select id from iam_group where account_id = $1)", [made.account_id]);
    await sql(dataDir, "update iam_user set enabled = false where id = $1", [made.admin_user_id]);
    await expect(signInAs(product, made)).rejects.toThrow("401");
    const words = { user_id: made.admin_user_id, account: "orphaned", user: "admin", has_password: true, second_factor_removed: false };
    const mended = answer(await onUser("make-administrator", "orphaned"));
    expect(mended).toEqual({ ...words, group: "security-administrators", was_enabled: false });
    const admin = await signIn(product.apiUrl, who, { domain: { name: "orphaned" } });
    expect((await admin.send("GET", "/v3/users")).status).toBe(200);
    expect((await (await signInAs(product, made)).call("list-keys")).status).toBe(403);
    // Whoever is one already stays as they are, and the next one comes into the same group.
    expect(answer(await onUser("make-administrator", "orphaned"))).toEqual({ ...words, group: "", was_enabled: true });
    const second = await admin.send("POST", "/v3/users", JSON.stringify({ user: { name: "second", password: made.password } }));
    expect(answer(await onUser("make-administrator", "orphaned", "second"))).toMatchObject({ group: "security-administrators" });
    const { groups } = (await admin.send("GET", "/v3/groups")).body;
    expect(groups.map(({ name }: { name: string }) => name).sort()).toEqual(["admin", "security-administrators"]);
    const also = await signIn(product.apiUrl, { ...who, name: "second" }, { domain: { name: "orphaned" } });
    expect((await also.send("PATCH", `/v3/users/${made.admin_user_id}`, JSON.stringify({ user: { enabled: false } }))).status).toBe(200);
    expect((await admin.send("GET", "/v3/users")).status).toBe(401);
    // A second factor stays unless it is said that it goes, and then with that one is required.
    await sql(dataDir, "update iam_user set second_factor_required = true where id = $1", [made.admin_user_id]);
    await sql(dataDir, "insert into virtual_mfa (user_id, name, seed, bound, created_at) values ($1, 'x', '\\x00', true, now())", [
      made.admin_user_id,
    ]);
    const factors = async () =>
      sql(
        dataDir,
        "select second_factor_required as r, (select count(*)::int from virtual_mfa where user_id = $1) as n from iam_user where id = $1",
        [made.admin_user_id],
      );
    expect(answer(await onUser("make-administrator", "orphaned"))).toMatchObject({ second_factor_removed: false });
    expect(await factors()).toEqual([{ r: true, n: 1 }]);
    const without = ["user", "make-administrator", "--account", "orphaned", "--user", "admin", "--without-second-factor"];
    expect(answer(await runProgram("dist/admin.js", without, { KMS_DATA_DIR: dataDir }))).toMatchObject({
      second_factor_removed: true,
      group: "",
    });
    expect(await factors()).toEqual([{ r: false, n: 0 }]);
    const traces = await sql(dataDir, "select * from trace where account_id = $1 and trace_name = 'makeAdministrator' order by id", [
      made.account_id,
    ]);
    const details = { name: "admin", enabled: true, wasEnabled: false, role: "Security Administrator", scope: "account", isNewGroup: true };
    expect(traces).toMatchObject([
      { caller_kind: "operator", source: "admin", resource_type: "user", resource_id: made.admin_user_id, outcome: "normal", details },
      { resource_id: made.admin_user_id, details: { wasEnabled: true } },
      { resource_id: second.body.user.id, details: { isNewGroup: false } },
      { details: { isSecondFactorRemoved: false, wasEnabled: false } },
      { details: { isSecondFactorRemoved: true, wasEnabled: true } },
    ]);
  });

  test("refuses in one line, with exit code 1, what cannot be done", async () => {
    await createAccount("fourth");
    await createKey("fourth");
    await createKey("fourth");
    for (const [words, line] of [
      [["account", "create", "--name", "fourth"], "There is an account called fourth already."],
      [["access-key", "create", "--account", "nowhere", "--user", "admin"], "There is no account called nowhere."],
      [["access-key", "create", "--account", "fourth", "--user", "nobody"], "There is no user called nobody in the account fourth."],
      [["user", "unlock", "--account", "nowhere", "--user", "admin"], "There is no account called nowhere."],
      [["user", "unlock", "--account", "fourth", "--user", "nobody"], "There is no user called nobody in the account fourth."],
      [["user", "reset-password", "--account", "nowhere", "--user", "admin"], "There is no account called nowhere."],
      [["user", "make-administrator", "--account", "nowhere", "--user", "admin"], "There is no account called nowhere."],
      [["user", "make-administrator", "--account", "fourth", "--user", "Admin"], "There is no user called Admin in the account fourth."],
      [["user", "reset-password", "--account", "fourth", "--user", "nobody"], "There is no user called nobody in the account fourth."],
      [
        ["access-key", "create", "--account", "fourth", "--user", "admin"],
        "akSkNumExceed: a user may have 2 access keys at most. Delete one first.",
      ],
    ] as const) {
      expect(await admin(words)).toEqual({ code: 1, stdout: "", stderr: `${line}\n` });
    }
    const wrong = await admin(["account", "create", "--name", "never"], { KMS_DATA_DIR: dataDir, KMS_WORKERS: "many" });
    expect(wrong).toEqual({ code: 1, stdout: "", stderr: 'KMS_WORKERS is "many", and must be a whole number from 1 to 256.\n' });
  });

  test("makes one account of one name, when two are asked for at the same time", async () => {
    const outcomes = await Promise.all([1, 2].map(() => admin(["account", "create", "--name", "twins"])));
    expect(outcomes.map(({ code }) => code).sort()).toEqual([0, 1]);
    expect(await sql(dataDir, "select 1 from account where name = 'twins'")).toHaveLength(1);
  });

  test("explains itself on standard error, with exit code 2, for any other words", async () => {
    for (const words of [
      [],
      ["--help"],
      ["account"],
      ["account", "delete", "--name", "x"],
      ["account", "create"],
      ["account", "create", "--name"],
      ["account", "create", "--name", ""],
      ["account", "create", "--name", "-x"],
      ["account", "create", "--name=-x"],
      ["account", "create", "--name", "a b"],
      ["account", "create", "--name", "x".repeat(65)],
      ["account", "create", "--name", "x", "--user", "y"],
      ["account", "create", "--name", "x", "extra"],
      ["access-key", "create", "--account", "default"],
      ["access-key", "create", "--user", "admin"],
      ["user", "unlock", "--account", "default"],
      ["user", "unlock", "--account", "default", "--user", "admin", "--name", "x"],
      ["user", "reset-password", "--user", "admin"],
      ["user", "make-administrator", "--user", "admin"],
      ["user", "unlock", "--account", "default", "--user", "admin", "--without-second-factor"],
      ["domain-key", "roll", "--without-second-factor"],
      ["user", "delete", "--account", "default", "--user", "admin"],
    ])
      expect([words, parseAdminArguments(words)]).toEqual([words, { wrong: expect.any(String) }]);
    // Whatever is wrong with them is said in the same way: nothing else has been begun by then.
    for (const words of [[], ["account", "create", "--name", "a b"], ["domain-key", "roll", "--without-second-factor"]]) {
      const { code, stdout, stderr } = await admin(words);
      expect([words, code, stdout]).toEqual([words, 2, ""]);
      expect(stderr).toContain("npm run admin -- account create --name NAME");
      expect(stderr).not.toMatch(/^\s+at /m);
    }
    expect((await admin(["account", "create", "--name", `n${"x".repeat(63)}`])).code).toBe(0);
  });

  test("works from elsewhere with DATABASE_URL and KMS_PKCS11_ settings of its own", async () => {
    const { modulePath } = readTokenSettings(readEnv({ KMS_DATA_DIR: dataDir }));
    const outcome = await admin(["access-key", "create", "--account", product.account, "--user", "admin"], {
      KMS_DATA_DIR: join(folder, "elsewhere"),
      DATABASE_URL: databaseUrl(dataDir),
      KMS_PKCS11_MODULE: modulePath,
      KMS_PKCS11_TOKEN: "kms",
      KMS_PKCS11_PIN_FILE: join(dataDir, "secrets", "token-user-pin"),
      SOFTHSM2_CONF: join(dataDir, "softhsm2.conf"),
    });
    const key = answer(outcome);
    const [project] = await sql<{ id: string }>(
      dataDir,
      "select p.id from project p join account a on a.id = p.account_id where a.name = $1",
      [product.account],
    );
    expect((await new SignedClient(product.apiUrl, key, project?.id ?? "").call("list-keys")).status).toBe(200);
    expect(existsSync(join(folder, "elsewhere", "postgres"))).toBe(false);
  });

  test("is npm's script admin, whose set-up says nothing on standard output", async () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    expect(scripts.admin).toBe("exec node scripts/admin.mjs");
    const made = answer(await runProgram("scripts/admin.mjs", ["account", "create", "--name", "scripted"], { KMS_DATA_DIR: dataDir }));
    expect(made.account).toBe("scripted");
    expect((await runProgram("scripts/admin.mjs", ["nonsense"], { KMS_DATA_DIR: dataDir })).code).toBe(2);
  });
});

describe("while the product is stopped, the admin command", () => {
  test("starts the database for as long as it lasts; the product then has what was made", async () => {
    await product.stop();
    const made = await createAccount("made-while-stopped");
    const key = await createKey("made-while-stopped");
    const { password } = answer(await onUser("reset-password", "made-while-stopped"));
    expect(answer(await onUser("unlock", "made-while-stopped")).was_locked).toBe(false);
    expect(processesWith(join(dataDir, "postgres"))).toEqual([]);
    product = await startProduct({ KMS_DATA_DIR: dataDir, KMS_WORKERS: "1" });
    await expect(signInAs(product, made)).rejects.toThrow("401");
    await (await signInAs(product, { ...made, password })).createKey("fresh");
    expect((await new SignedClient(product.apiUrl, key, made.project_id).call("list-keys")).body.total).toBe(1);
  });

  test("makes a new data directory fit first, and leaves the first account and its password to the first start", async () => {
    const fresh = join(folder, "fresh");
    const made = answer(await admin(["account", "create", "--name", "early"], { KMS_DATA_DIR: fresh }));
    expect(findSecret(fresh, "admin-password")).not.toBeNull();
    const started = await startProduct({ KMS_DATA_DIR: fresh, KMS_WORKERS: "1" });
    try {
      await signInAs(started, made);
      await signIn(started.apiUrl, { account: "default", name: "admin", password: started.adminPassword }, { project: { name: "eu-de" } });
    } finally {
      await started.stop();
    }
  });

  test("refuses a directory of something else, and leaves no database behind when it fails", async () => {
    const theirs = await admin(["account", "create", "--name", "x"], { KMS_DATA_DIR: folder });
    expect([theirs.code, theirs.stdout]).toEqual([1, ""]);
    expect(theirs.stderr).toMatch(/^The data directory .* holds files of something else: .*\n$/);
    const fresh = join(folder, "fresh");
    const taken = await admin(["account", "create", "--name", "early"], { KMS_DATA_DIR: fresh });
    expect(taken).toEqual({ code: 1, stdout: "", stderr: "There is an account called early already.\n" });
    expect(processesWith(join(fresh, "postgres"))).toEqual([]);
  });
});
