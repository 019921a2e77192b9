/**
 * Whoever owns the database writes the rows of people with plain SQL, to become somebody, to hold more, or to stay who they were: they gain
 * nothing, what they wrote is told with table and row, and no change that the product makes afterwards makes it good.
 */
import { createHmac, randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Reply } from "../harness/api-client";
import { ATTACKS_ON_RIGHTS } from "../harness/attacks-on-rights";
import { ATTACKS_ON_SESSIONS, type Attack } from "../harness/attacks-on-sessions";
import { type Product, startProduct } from "../harness/product";
import { runProgram } from "../harness/run-program";
import { makeAccessKey, SignedClient } from "../harness/signed-client";
import { makeTenant, sha256, type Tenant, tracesOf } from "../harness/tenant";
import { hexId, makeTown, type Town } from "../harness/town";

const CONSOLE = "http://localhost:3000";
const KMS_ADMINISTRATOR = "8f2c1d0e5b7a4c39a6d4e1f09b3c7a51";
let product: Product;
let town: Town;
let owner: Tenant;
beforeAll(async () => {
  product = await startProduct({ KMS_CONSOLE_URL: CONSOLE });
  town = await makeTown(product);
  owner = town.owner;
}, 120_000);
afterAll(() => product?.stop());

/** Rows that somebody has altered for good. */
const altered: string[] = [];

async function expectRefused(reply: Reply, row: string): Promise<void> {
  expect([reply.status, reply.code]).toEqual([500, "KMS.0102"]);
  const [trace] = await tracesOf(product, reply.headers.get("x-request-id"));
  expect(trace).toMatchObject({ outcome: "incident", error_code: "KMS.0102", details: { altered: expect.stringContaining(row) } });
  altered.push(row);
}

const ATTACKS: Record<string, Attack> = {
  "two password hashes swapped": async (town) => {
    const [victim, attacker] = [await town.somebody(), await town.somebody()];
    await town.attack(
      `update iam_user u set password_hash = o.password_hash from iam_user o where o.id = any($1) and u.id = any($1) and o.id <> u.id`,
      [victim.userId, attacker.userId],
    );
    return [() => town.enter({ ...victim, password: attacker.password }), `iam_user ${victim.userId} changed`];
  },
  "an access key pointed at another user": async (town) => {
    const attacker = await town.somebody();
    const key = await makeAccessKey(town.product, attacker);
    const signed = new SignedClient(town.product.apiUrl, key, town.owner.projectId);
    expect((await town.encrypt(signed)).status).toBe(200);
    const victim = await town.somebody();
    await town.attack("update access_key set user_id = $1 where access = $2", victim.userId, key.access);
    return [() => town.encrypt(signed), `access_key ${key.access} added`];
  },
  "a disabled access key enabled": async (town) => {
    const attacker = await town.somebody();
    const key = await makeAccessKey(town.product, attacker);
    const signed = new SignedClient(town.product.apiUrl, key, town.owner.projectId);
    await town.ask("PUT", `/v3.0/OS-CREDENTIAL/credentials/${key.access}`, { credential: { status: "inactive" } });
    expect((await town.encrypt(signed)).status).toBe(401);
    await town.attack("update access_key set enabled = true where access = $1", key.access);
    return [() => town.encrypt(signed), `access_key ${key.access} changed`];
  },
  "a disabled user enabled": async (town) => {
    const person = await town.somebody();
    expect((await town.ask("PATCH", `/v3/users/${person.userId}`, { user: { enabled: false } })).status).toBe(200);
    await town.attack("update iam_user set enabled = true where id = $1", person.userId);
    return [() => town.enter(person), `iam_user ${person.userId} changed`];
  },
  "a user moved to another account": async (town) => {
    const [person, elsewhere] = [await town.somebody(), await makeTenant(town.product)];
    await town.attack("update iam_user set account_id = $1 where id = $2", elsewhere.accountId, person.userId);
    return [() => town.enter({ ...person, account: elsewhere.account }), `iam_user ${person.userId} changed`];
  },
  "a second factor removed": async (town) => {
    const { person } = await town.makeCareful();
    expect((await town.enter(person)).code).toBe("IAM.0070");
    await town.attack("delete from virtual_mfa where user_id = $1", person.userId);
    return [() => town.enter(person), `virtual_mfa ${person.userId} removed`];
  },
  "a used recovery code unused again": async (town) => {
    const { person, code } = await town.makeCareful();
    const path = `/v3.0/OS-MFA/users/${person.userId}/recovery-codes`;
    const [passcode] = (await person.client.send("POST", path, "{}")).body.recovery_codes;
    expect((await town.enter(person, { totp: code(0) })).status).toBe(201);
    expect((await town.enter(person, { totp: { user: { passcode } } })).status).toBe(201);
    await town.attack("update recovery_code set used_at = null where user_id = $1", person.userId);
    return [() => town.enter(person, { totp: { user: { passcode } } }), "recovery_code "];
  },
  "a passkey of the attacker's": async (town) => {
    const [{ person }, { authenticator, id }] = [await town.makeCareful(), await town.makePasskeyHolder(CONSOLE)];
    await town.attack("update passkey set user_id = $1 where id = $2", person.userId, id);
    const asked = (await town.enter(person, {}, true)).body.passkey;
    return [() => town.enter(person, { passkey: { assertion: authenticator.assert(asked) } }, true), `passkey ${id} added`];
  },
  "a user put back who was deleted": async (town) => {
    const person = await town.somebody();
    const { id, session_id } = await town.tokenOf(person.client);
    const back = [
      await town.keep("iam_user", "id", person.userId),
      await town.keep("group_member", "user_id", person.userId),
      await town.keep("session", "id", session_id),
      await town.keep("auth_token", "id", id),
    ];
    expect((await town.ask("DELETE", `/v3/users/${person.userId}`)).status).toBe(204);
    expect((await town.encrypt(person.client)).status).toBe(401);
    for (const put of back) await put();
    expect((await town.enter(person)).code).toBe("KMS.0102");
    return [() => town.encrypt(person.client), `iam_user ${person.userId} added`];
  },
  "a group put back that was deleted": async (town) => {
    const person = await town.somebody();
    const group = await town.groupOf(person);
    const back = [
      await town.keep("iam_group", "id", group),
      await town.keep("role_assignment", "group_id", group),
      await town.keep("group_member", "group_id", group),
    ];
    expect((await town.ask("DELETE", `/v3/groups/${group}`)).status).toBe(204);
    expect((await town.encrypt(person.client)).status).toBe(403);
    for (const put of back) await put();
    altered.push(`iam_group ${group} added`);
    return [() => town.encrypt(person.client), `group_member ${group} added`];
  },
  ...ATTACKS_ON_RIGHTS,
  ...ATTACKS_ON_SESSIONS,
};

describe("nobody gains by", () => {
  test.each(Object.entries(ATTACKS))("%s", async (_name, attack) => {
    const [use, row] = await attack(town);
    await expectRefused(await use(), row);
  });

  test("the secret of another access key, which does not open there", async () => {
    const [victim, attacker] = [await makeAccessKey(product, await town.somebody()), await makeAccessKey(product, await town.somebody())];
    await town.attack(
      "update access_key k set secret = o.secret from access_key o where k.access = $1 and o.access = $2",
      ...[victim.access, attacker.access],
    );
    for (const { secret } of [victim, attacker]) {
      const reply = await town.encrypt(new SignedClient(product.apiUrl, { access: victim.access, secret }, owner.projectId));
      expect([reply.status, reply.code]).toEqual([500, "KMS.0102"]);
    }
    altered.push(`access_key ${victim.access} changed`);
  });

  test("the seed of somebody else's device, which does not open there", async () => {
    const [victim, attacker] = [await town.makeCareful(), await town.makeCareful()];
    await town.attack(
      "update virtual_mfa d set seed = o.seed from virtual_mfa o where d.user_id = $1 and o.user_id = $2",
      ...[victim.person.userId, attacker.person.userId],
    );
    for (const { code } of [victim, attacker]) {
      const reply = await town.enter(victim.person, { totp: code(0) });
      expect([reply.status, reply.code]).toEqual([500, "KMS.0102"]);
    }
    altered.push(`virtual_mfa ${victim.person.userId} changed`);
  });
});

test("whoever has the passkey, and writes into the database that the password was shown, does not sign in without it", async () => {
  const { person, authenticator } = await town.makePasskeyHolder(CONSOLE);
  const [challenge, password] = [randomBytes(32).toString("base64url"), "not the password"];
  const [row] = await town.attack("select password_hash from iam_user where id = $1", person.userId);
  const shown = createHmac("sha256", challenge)
    .update(JSON.stringify(["password", row?.password_hash, password]))
    .digest();
  await town.attack(
    `insert into passkey_challenge (hash, user_id, session_id, purpose, expires_at, shown_password)
     values ($1, $2, '', 'signIn', now() + interval '5 minutes', $3)`,
    ...[sha256(challenge), person.userId, shown],
  );
  const passkey = { assertion: authenticator.assert({ challenge }) };
  expect((await town.enter({ ...person, password }, { passkey }, true)).status).toBe(401);
  const asked = (await town.enter(person, {}, true)).body.passkey;
  expect((await town.enter(person, { passkey: { assertion: authenticator.assert(asked) } }, true)).status).toBe(201);
});

describe("code that the database's owner has made", () => {
  test("that says a row is as it was, under the name of a function of PostgreSQL's, is not asked", async () => {
    const tenant = await makeTenant(product);
    const said = `case when $1 = 'the bank' then '${tenant.account}' else $1 end`;
    await town.attack(
      `create function public.json_build_array(text, bigint) returns json language sql as $$ select pg_catalog.json_build_array(${said}, $2) $$`,
    );
    try {
      await town.attack("update account set name = 'the bank' where id = $1", tenant.accountId);
      // What was planned with the other function is planned anew.
      await town.attack("alter table account alter column name set statistics 100");
      await expectRefused(await tenant.client.call("list-keys"), `account ${tenant.accountId} changed`);
    } finally {
      await town.attack("drop function public.json_build_array(text, bigint)");
    }
  });

  test("has no hand in what the product writes", async () => {
    const [victim, attacker] = [await town.somebody(), await town.somebody()];
    await town.attack(`create function helps() returns trigger language plpgsql as $$ begin
      new.password_hash := (select password_hash from iam_user where id = '${attacker.userId}'); return new; end $$`);
    await town.attack("create trigger helps before update on iam_user for each row execute function helps()");
    const rename = () => town.ask("PATCH", `/v3/users/${victim.userId}`, { user: { description: "new" } });
    try {
      const refused = await rename();
      expect([refused.status, refused.code]).toEqual([500, "KMS.0102"]);
      expect((await town.enter({ ...victim, password: attacker.password })).status).toBe(401);
    } finally {
      await town.attack("drop function helps() cascade");
    }
    expect((await rename()).status).toBe(200);
    expect((await town.enter(victim)).status).toBe(201);
  });
});

describe("whoever was removed stays removed, whatever trigger is switched off:", () => {
  test.each<[string, string, string, number, (person: Tenant, group: string) => Promise<Reply>]>([
    [
      "from a group",
      "group_member",
      "group_member_counts",
      403,
      ({ userId }, group) => town.ask("DELETE", `/v3/groups/${group}/users/${userId}`),
    ],
    [
      "a role",
      "role_assignment",
      "role_assignment_counts",
      403,
      (_, group) => town.ask("DELETE", `/v3/projects/${owner.projectId}/groups/${group}/roles/${KMS_ADMINISTRATOR}`),
    ],
    // Its members and its roles stay, since those triggers would have removed them.
    ["a group", "iam_group", "all", 500, (_, group) => town.ask("DELETE", `/v3/groups/${group}`)],
    ["a user", "iam_user", "iam_user_counts", 401, ({ userId }) => town.ask("PATCH", `/v3/users/${userId}`, { user: { enabled: false } })],
  ])("%s", async (_what, table, trigger, status, remove) => {
    const person = await town.somebody();
    const group = await town.groupOf(person);
    // What is read of a caller is guessed the next time, in each process.
    for (let calls = 0; calls < 8; calls += 1) expect((await town.encrypt(person.client)).status).toBe(200);
    await town.attack(`alter table ${table} disable trigger ${trigger}`);
    try {
      expect([200, 204]).toContain((await remove(person, group)).status);
    } finally {
      await town.attack(`alter table ${table} enable trigger ${trigger}`);
    }
    for (let calls = 0; calls < 8; calls += 1) expect((await town.encrypt(person.client)).status).toBe(status);
  });
});

test("no change of the product makes good what somebody else has written, and a row that is put back as it was is good again", async () => {
  const [person, group] = [await town.somebody([]), await town.groupOf(owner)];
  await town.attack("insert into group_member (group_id, user_id) values ($1, $2)", group, person.userId);
  for (const change of [{ description: "new" }, { enabled: false }, { password: `${hexId()} battery` }]) {
    const reply = await town.ask("PATCH", `/v3/users/${person.userId}`, { user: change });
    expect([reply.status, reply.code, Object.keys(change)]).toEqual([500, "KMS.0102", Object.keys(change)]);
  }
  await expectRefused(await town.encrypt(person.client), `group_member ${group} added`);
  const [other, deny] = [await town.somebody(), await town.makeDenied()];
  await town.attack("update iam_user set description = 'x' where id = $1", other.userId);
  const back = await town.keep("role_assignment", "id", deny.held);
  await town.attack("delete from role_assignment where id = $1", deny.held);
  for (const { client } of [other, deny.person]) expect((await town.encrypt(client)).code).toBe("KMS.0102");
  await town.attack("update iam_user set description = '' where id = $1", other.userId);
  await back();
  expect((await town.enter(other)).status).toBe(201);
  expect([(await town.encrypt(other.client)).status, (await town.encrypt(deny.person.client)).status]).toEqual([200, 403]);
});

test("the command names each row that was altered, and nothing else", async () => {
  const { code, stdout } = await runProgram("dist/admin.js", ["integrity", "check"], { KMS_DATA_DIR: product.dataDir });
  expect(code).toBe(1);
  const said = stdout.trim().split("\n");
  for (const row of altered)
    expect(
      said.some((line) => line.includes(row)),
      row,
    ).toBe(true);
});
