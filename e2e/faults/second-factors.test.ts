/** One-time codes and recovery codes against whoever steals, repeats or guesses them, by a clock that the test sets. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sql } from "../harness/database";
import { type InProcess, startInProcess } from "../harness/in-process";
import { ask, codeNow, makePerson, type Person, setUpCodes, signIn } from "../harness/people";

let product: InProcess;
let admin: string;
beforeAll(async () => {
  product = await startInProcess(new Date("2027-03-01T12:00:10Z"), { KMS_QUOTA_ACCESS_KEYS: "3" });
  const reply = await signIn(product, { name: "admin", password: "administrator-0123" }, { scope: { domain: { name: "default" } } });
  admin = reply.token;
  // What is tested here takes weeks.
  await sql(product.dataDir, "update auth_token set expires_at = '9000-01-01'");
  await sql(product.dataDir, "update session set expires_at = '9000-01-01'");
});
afterAll(() => product?.stop());

const DEVICES = "/v3.0/OS-MFA/virtual-mfa-devices";
const NEEDED = { status: 401, code: "IAM.0070" };
const account = async () => (await sql<{ id: string }>(product.dataDir, "select id from account"))[0]?.id;
const recovery = (person: Person, token: string, method: "GET" | "POST" = "POST") =>
  ask(product, method, `/v3.0/OS-MFA/users/${person.id}/recovery-codes`, { token });

/** Somebody with one-time codes, signed in with one. */
async function makeCareful(): Promise<{ person: Person; seed: string; serial: string; token: string }> {
  const person = await makePerson(product, admin);
  const { seed, serial } = await setUpCodes(product, person, (await signIn(product, person)).token);
  const { token } = await signIn(product, person, { totp: { passcode: codeNow(product, seed) } });
  product.clock.pass(30_000);
  return { person, seed, serial, token };
}

describe("setting up over REST", () => {
  test("takes a seed that is shown once, and two codes that come one after the other", async () => {
    const person = await makePerson(product, admin);
    const { token } = await signIn(product, person);
    const made = await ask(product, "POST", DEVICES, { token, body: { virtual_mfa_device: { name: "phone", user_id: person.id } } });
    const serial = `iam:${await account()}:mfa/phone`;
    expect([made.status, made.body]).toEqual([
      201,
      { virtual_mfa_device: { serial_number: serial, base32_string_seed: expect.stringMatching(/^[A-Z2-7]{32}$/) } },
    ]);
    const seed = made.body.virtual_mfa_device.base32_string_seed;
    const bind = (first: string, second: string, path = "mfa-devices") =>
      ask(product, "PUT", `/v3.0/OS-MFA/${path}/bind`, {
        token,
        body: { user_id: person.id, serial_number: serial, authentication_code_first: first, authentication_code_second: second },
      });
    const show = () => ask(product, "GET", `/v3.0/OS-MFA/users/${person.id}/virtual-mfa-device`, { token });
    const unbound = { serial_number: serial, user_id: person.id, is_bound: false };
    expect(await show()).toMatchObject({ status: 200, body: { virtual_mfa_device: unbound } });
    expect(await bind(codeNow(product, seed), codeNow(product, seed))).toMatchObject({ status: 400, code: "IAM.0071" });
    expect(await bind(codeNow(product, seed), codeNow(product, seed, -1))).toMatchObject({ status: 400 });
    // Not bound, it is asked of nobody.
    expect((await signIn(product, person)).status).toBe(201);
    expect(await bind(codeNow(product, seed, -1), codeNow(product, seed), "virtual-mfa-devices")).toMatchObject({
      status: 204,
      body: null,
    });
    expect(await bind(codeNow(product, seed, -1), codeNow(product, seed))).toMatchObject({ status: 409 });
    const bound = { ...unbound, is_bound: true };
    expect(await show()).toMatchObject({ status: 200, body: { virtual_mfa_device: bound } });
    expect((await ask(product, "GET", DEVICES, { token: admin })).body.virtual_mfa_devices).toContainEqual(bound);
    const again = await ask(product, "POST", DEVICES, { token, body: { virtual_mfa_device: { name: "other", user_id: person.id } } });
    expect(again).toMatchObject({ status: 409, code: "IAM.0073" });
    // The codes that bound it are used.
    expect(await signIn(product, person, { totp: { passcode: codeNow(product, seed) } })).toMatchObject(NEEDED);
    const late = await bind(codeNow(product, seed), codeNow(product, seed), "mfa-devices");
    expect(late.status).toBe(409);
  });

  test("an administrator unbinds and deletes another's with whatever code; one's own takes a right one, and is not deleted while bound", async () => {
    const { person, seed, serial, token } = await makeCareful();
    await recovery(person, token);
    const own = { user_id: person.id, serial_number: serial };
    const unbind = (bearer: string, code?: string) =>
      ask(product, "PUT", "/v3.0/OS-MFA/mfa-devices/unbind", { token: bearer, body: { ...own, authentication_code: code } });
    expect(await unbind(token)).toMatchObject({ status: 400, code: "KMS.0204" });
    expect(await unbind(token, "000000")).toMatchObject({ status: 400, code: "IAM.0071" });
    expect(await ask(product, "DELETE", DEVICES, { token, body: own })).toMatchObject({ status: 409 });
    const stranger = await makeCareful();
    expect(await unbind(stranger.token, codeNow(product, stranger.seed))).toMatchObject({ status: 403 });
    expect((await unbind(token, codeNow(product, seed))).status).toBe(204);
    expect((await signIn(product, person)).status).toBe(201);
    expect((await recovery(person, token, "GET")).body).toEqual({ left: 0, created_at: null });
    const query = new URLSearchParams(own).toString();
    expect((await ask(product, "DELETE", `${DEVICES}?${query}`, { token })).status).toBe(204);
    expect((await ask(product, "DELETE", `${DEVICES}?${query}`, { token })).status).toBe(404);
    expect(
      (
        await ask(product, "PUT", "/v3.0/OS-MFA/virtual-mfa-devices/unbind", {
          token: admin,
          body: { user_id: stranger.person.id, serial_number: stranger.serial, authentication_code: "1" },
        })
      ).status,
    ).toBe(204);
    expect((await signIn(product, stranger.person)).status).toBe(201);
  });
});

test("in the console one's own go without a code of theirs within five minutes of a step-up, which a code is too", async () => {
  const { person, seed, serial } = await makeCareful();
  const { token } = await signIn(product, person, { isConsole: true, totp: { passcode: codeNow(product, seed) } });
  product.clock.pass(5 * 60_000);
  const body = { user_id: person.id, serial_number: serial };
  const unbind = () => ask(product, "PUT", "/v3.0/OS-MFA/mfa-devices/unbind", { token, body });
  const stepUp = (passcode: string) => ask(product, "POST", "/v3.0/OS-SESSION/step-up", { token, body: { passcode } });
  expect(await unbind()).toMatchObject({ status: 403, code: "IAM.0041" });
  expect((await recovery(person, token)).status).toBe(403);
  expect((await stepUp("000000")).status).toBe(400);
  const passcode = codeNow(product, seed);
  expect([(await stepUp(passcode)).status, (await stepUp(passcode)).status]).toEqual([200, 400]);
  expect((await unbind()).status).toBe(204);
  expect((await signIn(product, person)).status).toBe(201);
});

describe("signing in", () => {
  test("takes the password and a code together; only whoever knows the password hears that one is needed", async () => {
    const { person, seed } = await makeCareful();
    const wrongPassword = { name: person.name, password: "wrong password" };
    expect(await signIn(product, person)).toMatchObject({ ...NEEDED, body: { required_auth_methods: [["password", "totp"]] } });
    const plain = await signIn(product, wrongPassword);
    const withCode = await signIn(product, wrongPassword, { totp: { passcode: codeNow(product, seed) } });
    const nobody = await signIn(product, { name: "nobody", password: "wrong password" });
    for (const reply of [plain, withCode, nobody]) {
      expect(reply).toMatchObject({ status: 401, code: "APIGW.0301" });
      expect({ ...reply.body, request_id: "", error: { ...reply.body.error, request_id: "" } }).toEqual({
        ...nobody.body,
        request_id: "",
        error: { ...nobody.body.error, request_id: "" },
      });
    }
    const done = await signIn(product, person, {
      totp: { name: person.name, domain: { name: "default" }, passcode: codeNow(product, seed) },
    });
    expect([done.status, done.body.token.methods]).toEqual([201, ["password", "totp"]]);
    expect(
      await sql(product.dataDir, "select is_mfa_present from session where user_id = $1 order by created_at desc limit 1", [person.id]),
    ).toEqual([{ is_mfa_present: true }]);
  });

  test("a code that is named as another user's is refused, though it is right", async () => {
    const [{ person, seed }, other] = [await makeCareful(), await makeCareful()];
    for (const user of [
      { id: other.person.id },
      { name: other.person.name, domain: { name: "default" } },
      { name: person.name, domain: { name: "x" } },
    ]) {
      expect(await signIn(product, person, { totp: { ...user, passcode: codeNow(product, seed) } })).toMatchObject(NEEDED);
    }
    expect((await signIn(product, person, { totp: { id: person.id, passcode: codeNow(product, seed) } })).status).toBe(201);
  });

  test("a code is good once, one time step off either way and no further, and none before one that was used", async () => {
    const { person, seed } = await makeCareful();
    product.clock.pass(300_000);
    const show = async (steps: number) => (await signIn(product, person, { totp: { passcode: codeNow(product, seed, steps) } })).status;
    expect([await show(-2), await show(2)]).toEqual([401, 401]);
    expect([await show(-1), await show(-1)]).toEqual([201, 401]);
    expect([await show(1), await show(1), await show(0)]).toEqual([201, 401, 401]);
  });

  test("of many who show one code at once, one signs in", async () => {
    const { person, seed } = await makeCareful();
    const totp = { passcode: codeNow(product, seed) };
    const statuses = await Promise.all(Array.from({ length: 5 }, async () => (await signIn(product, person, { totp })).status));
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
  });

  test("wrong codes make the next ones wait, right ones too, and say nothing else", async () => {
    const { person, seed } = await makeCareful();
    const show = (passcode: string) => signIn(product, person, { totp: { passcode } });
    for (let wrong = 0; wrong < 5; wrong += 1) expect(await show("000000")).toMatchObject(NEEDED);
    expect((await show(codeNow(product, seed))).status).toBe(429);
    product.clock.pass(3_600_000);
    expect((await show(codeNow(product, seed))).status).toBe(201);
  });

  test("a factor that nobody has set up is refused, and malformed ones are", async () => {
    const person = await makePerson(product, admin);
    expect(await signIn(product, person, { totp: { passcode: "123456" } })).toMatchObject({ status: 401, code: "APIGW.0301" });
    for (const totp of [
      {},
      { passcode: 123456 },
      { passcode: "" },
      { passcode: "1".repeat(65) },
      { passcode: "\0" },
      { name: person.name, passcode: "123456" },
    ]) {
      expect((await signIn(product, person, { totp })).status).toBe(400);
    }
    const methods = { auth: { identity: { methods: ["totp"], totp: { user: { id: person.id, passcode: "123456" } } } } };
    expect(await product.requestToken(methods)).toBe(401);
  });
});

describe("recovery codes", () => {
  test("are ten, made for oneself alone, each good once in a code's place, and new ones end the old", async () => {
    const { person, token } = await makeCareful();
    expect((await recovery(person, admin)).status).toBe(403);
    const before = (await recovery(person, token)).body.recovery_codes as string[];
    expect(new Set(before).size).toBe(10);
    const show = async (passcode: string) => (await signIn(product, person, { totp: { passcode } })).status;
    const [first = "", second = "", third = ""] = before;
    const atOnce = await Promise.all([show(first), show(first)]);
    expect(atOnce.sort()).toEqual([201, 401]);
    expect(await show(second.toLowerCase().replaceAll("-", " "))).toBe(201);
    expect((await recovery(person, token, "GET")).body).toMatchObject({ left: 8 });
    expect((await recovery(person, admin, "GET")).body).toMatchObject({ left: 8 });
    const after = await Promise.all([recovery(person, token), recovery(person, token)]);
    expect(await sql(product.dataDir, "select count(*)::int as n from recovery_code where user_id = $1", [person.id])).toEqual([{ n: 10 }]);
    expect(await show(third)).toBe(401);
    const good = await Promise.all(after.map(({ body }) => show(body.recovery_codes[0])));
    expect(good.sort()).toEqual([201, 401]);
    const plain = await makePerson(product, admin);
    expect((await recovery(plain, (await signIn(product, plain)).token)).status).toBe(404);
  });

  test("of another user open nothing", async () => {
    const [one, other] = [await makeCareful(), await makeCareful()];
    const [code] = (await recovery(other.person, other.token)).body.recovery_codes;
    expect(await signIn(product, one.person, { totp: { passcode: code } })).toMatchObject(NEEDED);
    expect((await signIn(product, other.person, { totp: { passcode: code } })).status).toBe(201);
  });
});

test("neither tables nor traces hold a seed or a code, and what is sealed for one user opens for no other", async () => {
  const { person, seed, token } = await makeCareful();
  const other = await makeCareful();
  const codes = (await recovery(person, token)).body.recovery_codes as string[];
  const rows = await sql<{ row: string }>(
    product.dataDir,
    `select row_to_json(t)::text as row from virtual_mfa t union all select row_to_json(t)::text from recovery_code t
     union all select row_to_json(t)::text from trace t`,
  );
  const all = rows.map(({ row }) => row).join("\n");
  const hex = (text: string) => Buffer.from(text).toString("hex");
  for (const secret of [seed, ...codes, ...codes.map((code) => code.replaceAll("-", ""))]) {
    expect(all).not.toContain(secret);
    expect(all).not.toContain(hex(secret));
  }
  // Somebody who can write the database gives a user the seed that they know.
  await sql(product.dataDir, "update virtual_mfa set seed = (select seed from virtual_mfa where user_id = $1) where user_id = $2", [
    other.person.id,
    person.id,
  ]);
  expect((await signIn(product, person, { totp: { passcode: codeNow(product, other.seed) } })).status).toBe(500);
});

test("a user who is deleted takes all along, and one who is disabled signs in with no code", async () => {
  const { person, seed, token } = await makeCareful();
  await recovery(person, token);
  await ask(product, "PATCH", `/v3/users/${person.id}`, { token: admin, body: { user: { enabled: false } } });
  expect(await signIn(product, person, { totp: { passcode: codeNow(product, seed) } })).toMatchObject({ status: 401, code: "APIGW.0301" });
  expect((await ask(product, "DELETE", `/v3/users/${person.id}`, { token: admin })).status).toBe(204);
  for (const table of ["virtual_mfa", "recovery_code", "passkey", "passkey_challenge"]) {
    expect(await sql(product.dataDir, `select 1 from ${table} where user_id = $1`, [person.id])).toEqual([]);
  }
});

test("a user has as many access keys as the operator says", async () => {
  const person = await makePerson(product, admin);
  const { token } = await signIn(product, person);
  const create = () => ask(product, "POST", "/v3.0/OS-CREDENTIAL/credentials", { token, body: { credential: { user_id: person.id } } });
  const statuses = [(await create()).status, (await create()).status, (await create()).status];
  expect(statuses).toEqual([201, 201, 201]);
  expect(await create()).toMatchObject({ status: 400, body: { error: { message: expect.stringContaining("akSkNumExceed") } } });
  expect((await ask(product, "GET", "/v3.0/OS-CREDENTIAL/credentials", { token })).body).toMatchObject({ quota: 3 });
});
