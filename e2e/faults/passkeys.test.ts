/** Passkeys against whoever shows one for another site, another user, another session, or twice; and what a required second factor holds back. */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import * as passwords from "#lib/iam/password";
import { Authenticator, type Otherwise } from "../harness/authenticator";
import { sql } from "../harness/database";
import { type InProcess, startInProcess } from "../harness/in-process";
import { ask, makePerson, type Person, setUpCodes, signIn } from "../harness/people";

const RP = { id: "localhost", origin: "http://localhost:3000" };
const NEEDED = { status: 401, code: "IAM.0070" };
const REFUSED = { status: 400, code: "IAM.0074" };

let product: InProcess;
let admin: string;
beforeAll(async () => {
  product = await startInProcess(new Date("2027-03-01T12:00:10Z"), { KMS_CONSOLE_URL: RP.origin });
  admin = (await signIn(product, ADMIN, { scope: { domain: { name: "default" } } })).token;
});
afterAll(() => product?.stop());

const ADMIN = { name: "admin", password: "administrator-0123" };
const newAuthenticator = () => new Authenticator(RP.id, RP.origin);
const passkeysOf = ({ id }: Person) => `/v3.0/OS-MFA/users/${id}/passkeys`;

async function challenge(person: Person, token: string, what: "challenge" | "assertion" = "challenge") {
  const reply = await ask(product, "POST", `${passkeysOf(person)}/${what}`, { token });
  if (reply.status !== 201) throw new Error(`${what}: ${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body.options;
}

const add = (person: Person, token: string, response: object, name = "laptop") =>
  ask(product, "POST", passkeysOf(person), { token, body: { passkey: { name, response } } });

/** Somebody with a passkey, and the token of the session in which it was added. */
async function makeHolder(): Promise<{ person: Person; token: string; authenticator: Authenticator; passkeyId: string }> {
  const person = await makePerson(product, admin);
  const { token } = await signIn(product, person, { isConsole: true });
  const authenticator = newAuthenticator();
  const added = await add(person, token, authenticator.register(await challenge(person, token)));
  if (added.status !== 201) throw new Error(`passkey: ${added.status} ${JSON.stringify(added.body)}`);
  return { person, token, authenticator, passkeyId: added.body.passkey.id };
}

/** The options that the console's browser gets with the refusal of the password alone. */
const askForOptions = async (person: Person) => (await signIn(product, person, { isConsole: true })).body.passkey;

describe("adding a passkey", () => {
  test("takes the answer to a challenge of the same session, and shows it by its name", async () => {
    const { person, token, authenticator, passkeyId } = await makeHolder();
    const options = await challenge(person, token);
    expect(options).toMatchObject({
      rp: { id: RP.id, name: "KMS Console" },
      user: { name: person.name },
      excludeCredentials: [{ id: authenticator.id }],
      authenticatorSelection: { userVerification: "preferred" },
      attestation: "none",
    });
    const shown = { id: passkeyId, name: "laptop", created_at: expect.any(String), last_used_at: null };
    expect(await ask(product, "GET", passkeysOf(person), { token })).toMatchObject({
      status: 200,
      body: { passkeys: [shown], is_possible: true },
    });
    const one = `${passkeysOf(person)}/${passkeyId}`;
    const renamed = await ask(product, "PATCH", one, { token, body: { passkey: { name: "desk" } } });
    expect(renamed).toMatchObject({ status: 200, body: { passkey: { name: "desk" } } });
    const stranger = await makeHolder();
    expect((await ask(product, "PATCH", one, { token: admin, body: { passkey: { name: "x" } } })).status).toBe(403);
    const elsewhere = `${passkeysOf(stranger.person)}/${passkeyId}`;
    expect((await ask(product, "DELETE", elsewhere, { token: stranger.token })).status).toBe(404);
    expect((await ask(product, "DELETE", one, { token: stranger.token })).status).toBe(403);
    expect((await ask(product, "DELETE", one, { token: admin })).status).toBe(204);
    expect((await signIn(product, person)).status).toBe(201);
  });

  test.each<[string, Otherwise]>([
    ["made at another address", { origin: "https://evil.example" }],
    ["made at another port of the host", { origin: "http://localhost:3001" }],
    ["made for another host", { rpId: "evil.example" }],
    ["that answers another challenge", { challenge: Buffer.alloc(32).toString("base64url") }],
    ["that answers the word undefined", { challenge: "undefined" }],
    ["that answers none", { challenge: "" }],
    ["that is an assertion", { type: "webauthn.get" }],
    ["in a frame of another site", { crossOrigin: true }],
    ["that its maker attests", { attestation: "apple" }],
    ["with nobody there", { flags: 0 }],
  ])("one %s is refused", async (_what, otherwise) => {
    const person = await makePerson(product, admin);
    const { token } = await signIn(product, person, { isConsole: true });
    const options = await challenge(person, token);
    expect(await add(person, token, newAuthenticator().register(options, otherwise))).toMatchObject(REFUSED);
    expect((await ask(product, "GET", passkeysOf(person), { token })).body.passkeys).toEqual([]);
  });

  test("a challenge is good once, right or wrong, for five minutes, and in its own session", async () => {
    const person = await makePerson(product, admin);
    const [one, other] = [await signIn(product, person, { isConsole: true }), await signIn(product, person, { isConsole: true })];
    const used = await challenge(person, one.token);
    expect(await add(person, one.token, newAuthenticator().register(used, { origin: "https://evil.example" }))).toMatchObject(REFUSED);
    expect(await add(person, one.token, newAuthenticator().register(used))).toMatchObject(REFUSED);
    const late = await challenge(person, one.token);
    product.clock.pass(5 * 60_000);
    expect(await add(person, one.token, newAuthenticator().register(late))).toMatchObject({ status: 403, code: "IAM.0041" });
    await ask(product, "POST", "/v3.0/OS-SESSION/step-up", { token: one.token, body: { password: person.password } });
    expect(await add(person, one.token, newAuthenticator().register(late))).toMatchObject(REFUSED);
    await ask(product, "POST", "/v3.0/OS-SESSION/step-up", { token: other.token, body: { password: person.password } });
    const elsewhere = await challenge(person, other.token);
    expect(await add(person, one.token, newAuthenticator().register(elsewhere))).toMatchObject(REFUSED);
    // Nobody's but the user's own, whoever asks.
    expect((await ask(product, "POST", `${passkeysOf(person)}/challenge`, { token: admin })).status).toBe(403);
    for (const response of [
      {},
      { id: 1 },
      { response: null },
      { response: { clientDataJSON: "x" } },
      { ...newAuthenticator().register(used), id: "" },
    ]) {
      expect((await add(person, one.token, response)).status).toBe(400);
    }
  });

  test("ten are a user's, and no credential is added twice", async () => {
    const { person, token, authenticator } = await makeHolder();
    expect(await add(person, token, authenticator.register(await challenge(person, token)))).toMatchObject(REFUSED);
    const stranger = await makeHolder();
    expect(
      await add(stranger.person, stranger.token, authenticator.register(await challenge(stranger.person, stranger.token))),
    ).toMatchObject(REFUSED);
    const open = await Promise.all([0, 1].map(() => challenge(person, token)));
    for (let more = 0; more < 8; more += 1) {
      // Some authenticators sign with the credential itself, whatever they are asked for.
      const attestation = more === 0 ? { attestation: "packed" as const } : {};
      const response = newAuthenticator().register(await challenge(person, token), attestation);
      expect((await add(person, token, response)).status).toBe(201);
    }
    const statuses = await Promise.all(
      open.map(async (options) => (await add(person, token, newAuthenticator().register(options))).status),
    );
    expect(statuses.sort()).toEqual([201, 400]);
    expect(await ask(product, "POST", `${passkeysOf(person)}/challenge`, { token })).toMatchObject({ status: 400, code: "IAM.0076" });
  });
});

describe("signing in with a passkey", () => {
  test("comes after the password, with a challenge that only whoever knows the password gets, at the console alone", async () => {
    const { person, authenticator } = await makeHolder();
    expect(await signIn(product, person)).toMatchObject({ ...NEEDED, body: { required_auth_methods: [["password", "passkey"]] } });
    expect((await signIn(product, person)).body).not.toHaveProperty("passkey");
    const wrong = await signIn(product, { ...person, password: "wrong password" }, { isConsole: true });
    expect([wrong.code, wrong.body.passkey, wrong.body.required_auth_methods]).toEqual(["APIGW.0301", undefined, undefined]);
    const options = await askForOptions(person);
    expect(options).toMatchObject({ rpId: RP.id, allowCredentials: [{ id: authenticator.id }], userVerification: "preferred" });
    const done = await signIn(product, person, { isConsole: true, passkey: authenticator.assert(options) });
    expect(done.status).toBe(201);
    const [passkey] = (await ask(product, "GET", passkeysOf(person), { token: done.token })).body.passkeys;
    expect(passkey.last_used_at).toBe(product.clock.now().toISOString());
  });

  test.each<[string, Otherwise]>([
    ["for another address", { origin: "https://evil.example" }],
    ["for the same address without its port", { origin: "http://localhost" }],
    ["for another host", { rpId: "evil.example" }],
    ["for another challenge", { challenge: Buffer.alloc(32).toString("base64url") }],
    ["for no challenge", { challenge: "" }],
    ["that is a registration", { type: "webauthn.create" }],
    ["in a frame of another site", { crossOrigin: true }],
    ["with nobody there", { flags: 0 }],
  ])("an assertion %s is refused", async (_what, otherwise) => {
    const { person, authenticator } = await makeHolder();
    const passkey = authenticator.assert(await askForOptions(person), otherwise);
    expect(await signIn(product, person, { isConsole: true, passkey })).toMatchObject(NEEDED);
  });

  test("an assertion is good once, for its own user and purpose, for five minutes, and its counter only grows", async () => {
    const { person, token, authenticator } = await makeHolder();
    const other = await makeHolder();
    const show = (passkey: object, by = person) => signIn(product, by, { isConsole: true, passkey });
    const passkey = authenticator.assert(await askForOptions(person));
    expect([(await show(passkey)).status, (await show(passkey)).status]).toEqual([201, 401]);
    // Of another user: their credential for this one's challenge, and this one's answer for the other's.
    expect(await show(other.authenticator.assert(await askForOptions(person)))).toMatchObject(NEEDED);
    expect(await show(authenticator.assert(await askForOptions(other.person)))).toMatchObject(NEEDED);
    expect(
      await show({ ...other.authenticator.assert(await askForOptions(person)), id: authenticator.id, rawId: authenticator.id }),
    ).toMatchObject(NEEDED);
    expect(await show(authenticator.assert(await challenge(person, token, "assertion")))).toMatchObject(NEEDED);
    // Wrong ones make the next wait.
    product.clock.pass(3_600_000);
    expect(await show(authenticator.assert(await askForOptions(person), { counter: 1 }))).toMatchObject(NEEDED);
    const late = authenticator.assert(await askForOptions(person));
    product.clock.pass(5 * 60_000);
    expect(await show(late)).toMatchObject(NEEDED);
    product.clock.pass(3_600_000);
    const raced = authenticator.assert(await askForOptions(person));
    const statuses = await Promise.all([0, 1, 2].map(async () => (await show(raced)).status));
    expect(statuses.sort()).toEqual([201, 401, 401]);
  });

  test("looks slowly at the password that a challenge was given out for once, and at any other each time", async () => {
    const looks = vi.spyOn(passwords, "isPassword");
    try {
      const { person, authenticator } = await makeHolder();
      const other = await makeHolder();
      const show = async (passkey: object, by: Pick<Person, "name" | "password"> = person) => {
        looks.mockClear();
        const { status, code } = await signIn(product, by, { isConsole: true, passkey });
        return { status, code, looks: looks.mock.calls.length };
      };
      const options = await askForOptions(person);
      const wrong = { status: 401, code: "APIGW.0301", looks: 1 };
      expect(await show(authenticator.assert(options), { ...person, password: `${person.password}x` })).toEqual(wrong);
      expect(await show(authenticator.assert(options), { name: "nobody", password: person.password })).toEqual(wrong);
      expect(await show(authenticator.assert(options), other.person)).toEqual({ ...NEEDED, looks: 1 });
      expect(await show(authenticator.assert(options))).toEqual({ status: 201, code: "", looks: 0 });
      expect(await show(authenticator.assert(options))).toEqual({ ...NEEDED, looks: 1 });
      // Of what was true when it was given out, nothing is believed later.
      const [before, late] = [authenticator.assert(await askForOptions(person)), authenticator.assert(await askForOptions(person))];
      const one = `/v3/users/${person.id}`;
      const replaced = { user: { password: "five quiet herons dance" } };
      expect((await ask(product, "PATCH", one, { token: admin, body: replaced })).status).toBe(200);
      expect(await show(before)).toEqual(wrong);
      expect(await show(late, { ...person, ...replaced.user })).toEqual({ status: 201, code: "", looks: 1 });
      const last = authenticator.assert(await askForOptions({ ...person, ...replaced.user }));
      await ask(product, "PATCH", one, { token: admin, body: { user: { enabled: false } } });
      expect(await show(last, { ...person, ...replaced.user })).toEqual({ ...wrong, looks: 0 });
    } finally {
      looks.mockRestore();
    }
  });

  test("a step-up takes one too, for a challenge of the same session", async () => {
    const { person, token, authenticator } = await makeHolder();
    const stepUp = (assertion: object, held = token) =>
      ask(product, "POST", "/v3.0/OS-SESSION/step-up", { token: held, body: { assertion } });
    const other = await signIn(product, person, { isConsole: true, passkey: authenticator.assert(await askForOptions(person)) });
    const elsewhere = authenticator.assert(await challenge(person, other.token, "assertion"));
    expect((await stepUp(elsewhere)).status).toBe(400);
    const atSignIn = authenticator.assert(await askForOptions(person));
    expect((await stepUp(atSignIn)).status).toBe(400);
    const assertion = authenticator.assert(await challenge(person, token, "assertion"));
    expect([(await stepUp(assertion)).status, (await stepUp(assertion)).status]).toEqual([200, 400]);
  });

  test("the challenges that somebody leaves open are bounded", async () => {
    const { person } = await makeHolder();
    for (let asked = 0; asked < 25; asked += 1) await askForOptions(person);
    expect(await sql(product.dataDir, "select count(*)::int as n from passkey_challenge where user_id = $1", [person.id])).toEqual([
      { n: 20 },
    ]);
  });
});

describe("a required second factor", () => {
  const protect = (person: Person, body: object, token = admin) =>
    ask(product, "PUT", `/v3.0/OS-USER/users/${person.id}/login-protect`, { token, body: { login_protect: body } });
  const show = (person: Person, token = admin) => ask(product, "GET", `/v3.0/OS-USER/users/${person.id}/login-protect`, { token });

  test("is never said, on or off, as clients of the family compare it, and for an administrator to say", async () => {
    const person = await makePerson(product, admin);
    const { token } = await signIn(product, person);
    expect((await show(person)).status).toBe(404);
    const on = { login_protect: { user_id: person.id, enabled: true, verification_method: "vmfa" } };
    expect(await protect(person, { enabled: true, verification_method: "vmfa" })).toMatchObject({ status: 200, body: on });
    expect(await show(person, token)).toMatchObject({ status: 200, body: on });
    expect((await protect(person, { enabled: false }, token)).status).toBe(403);
    expect(await protect(person, { enabled: true, verification_method: "sms" })).toMatchObject({ status: 400, code: "IAM.0077" });
    const off = await protect(person, { enabled: false, verification_method: "sms" });
    expect(off.body).toEqual({ login_protect: { user_id: person.id, enabled: false, verification_method: "none" } });
    expect((await show(person)).body).toEqual(off.body);
  });

  test("leaves a session of the console only what sets one up, from the next request on, until there is one", async () => {
    const groups = (await ask(product, "GET", "/v3/groups", { token: admin })).body.groups;
    const person = await makePerson(product, admin, groups[0].id);
    const before = await signIn(product, person, { isConsole: true, scope: { project: { name: "eu-de" } } });
    const users = (token: string) => ask(product, "GET", "/v3/users", { token });
    const keys = (token: string) => ask(product, "POST", `/v1.0/${product.projectId}/kms/list-keys`, { token, body: {} });
    expect([(await users(before.token)).status, (await keys(before.token)).status]).toEqual([200, 200]);
    await protect(person, { enabled: true });
    const { token, body } = await signIn(product, person, { isConsole: true, scope: { project: { name: "eu-de" } } });
    expect(body.token.second_factor_setup_required).toBe(true);
    for (const held of [before.token, token]) {
      for (const reply of [await users(held), await keys(held)]) expect(reply).toMatchObject({ status: 403, code: "IAM.0072" });
      const exchange = { auth: { identity: { methods: ["token"], token: { id: held } }, scope: { project: { id: product.projectId } } } };
      const exchanged = await ask(product, "POST", "/v3/auth/tokens", { token: null, isConsole: true, body: exchange });
      expect([exchanged.status, (await keys(exchanged.token)).status]).toEqual([201, 403]);
    }
    // Over the API nobody is led to anything.
    const api = await signIn(product, person, { scope: { project: { name: "eu-de" } } });
    expect((await keys(api.token)).status).toBe(200);
    await setUpCodes(product, person, token);
    expect([(await keys(token)).status, (await users(before.token)).status]).toEqual([200, 200]);
  });
});
