/** To the millisecond: how long a step-up and a session of the console last; and a step-up by one-time code and passkey. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { Authenticator } from "../harness/authenticator";
import { type InProcess, startInProcess } from "../harness/in-process";
import { ask, codeNow, makePerson, type Person, setUpCodes, signIn } from "../harness/people";

const RP = { id: "localhost", origin: "http://localhost:3000" };
const ADMIN = { name: "admin", password: "administrator-0123" };
const MINUTE = 60_000;
const NEEDED = { status: 403, code: "IAM.0041" };
const DONE = { status: 204 };

let product: InProcess;
let admin: string;
beforeAll(async () => {
  product = await startInProcess(new Date("2027-03-01T12:00:10Z"), {
    KMS_CONSOLE_URL: RP.origin,
    KMS_SESSION_IDLE_MINUTES: "30",
    KMS_SESSION_HOURS: "2",
  });
  admin = (await signIn(product, ADMIN, { scope: { domain: { name: "default" } } })).token;
});
afterAll(() => product?.stop());

const inConsole = async (person: Person, more = {}) => (await signIn(product, person, { isConsole: true, ...more })).token;
const stepUp = (token: string, body: object) => ask(product, "POST", "/v3.0/OS-SESSION/step-up", { token, body });
const renews = ({ id }: Person, token: string) => ask(product, "POST", `/v3.0/OS-MFA/users/${id}/recovery-codes`, { token });
const looks = async (token: string) => (await ask(product, "GET", "/v3.0/OS-SESSION/sessions", { token })).status;
/** Something that needs a step-up and nothing else. */
async function needs(person: Person, token: string) {
  const { status, code } = await ask(product, "POST", `/v3.0/OS-MFA/users/${person.id}/passkeys/challenge`, { token });
  return status === 201 ? DONE : { status, code };
}

test("a step-up, and a sign-in, is good for five minutes less a millisecond", async () => {
  const person = await makePerson(product, admin);
  const token = await inConsole(person);
  for (const again of [false, true]) {
    if (again)
      expect(await stepUp(token, { password: person.password })).toMatchObject({
        status: 200,
        body: { until: new Date(product.clock.now().getTime() + 5 * MINUTE).toISOString() },
      });
    product.clock.pass(5 * MINUTE - 1);
    expect(await needs(person, token)).toEqual(DONE);
    product.clock.pass(1);
    expect(await needs(person, token)).toEqual(NEEDED);
  }
  // A clock that was set back brings none of it again.
  product.clock.jump(-60 * MINUTE);
  expect(await needs(person, token)).toEqual(NEEDED);
  product.clock.jump(60 * MINUTE);
});

test("a one-time code is one too, once, and a recovery code is", async () => {
  const person = await makePerson(product, admin);
  const first = await inConsole(person);
  const { seed } = await setUpCodes(product, person, first);
  const { recovery_codes: codes } = (await renews(person, first)).body;
  const token = await inConsole(person, { totp: { passcode: codeNow(product, seed) } });
  product.clock.pass(5 * MINUTE);
  expect(await needs(person, token)).toEqual(NEEDED);
  expect(await stepUp(token, { passcode: codeNow(product, seed, 5) })).toMatchObject({ status: 400, code: "IAM.0071" });
  const passcode = codeNow(product, seed);
  expect((await stepUp(token, { passcode })).status).toBe(200);
  expect(await needs(person, token)).toEqual(DONE);
  expect((await stepUp(token, { passcode })).status).toBe(400);
  product.clock.pass(5 * MINUTE);
  expect(await needs(person, token)).toEqual(NEEDED);
  expect((await stepUp(token, { passcode: codes[0] })).status).toBe(200);
  expect(await needs(person, token)).toEqual(DONE);
  expect((await stepUp(token, { passcode: codes[0] })).status).toBe(400);
});

test("a passkey is one, for a challenge of this very session and of no sign-in, once", async () => {
  const person = await makePerson(product, admin);
  const token = await inConsole(person);
  const passkeys = `/v3.0/OS-MFA/users/${person.id}/passkeys`;
  const options = async (what: string, by = token) => (await ask(product, "POST", `${passkeys}/${what}`, { token: by })).body.options;
  const authenticator = new Authenticator(RP.id, RP.origin);
  const response = authenticator.register(await options("challenge"));
  expect((await ask(product, "POST", passkeys, { token, body: { passkey: { name: "laptop", response } } })).status).toBe(201);
  const forSignIn = async () => (await signIn(product, person, { isConsole: true })).body.passkey;
  const other = await inConsole(person, { passkey: authenticator.assert(await forSignIn()) });
  product.clock.pass(5 * MINUTE);
  for (const assertion of [
    authenticator.assert(await forSignIn()),
    authenticator.assert(await options("assertion", other)),
    authenticator.assert(await options("assertion"), { origin: "https://evil.example" }),
    new Authenticator(RP.id, RP.origin).assert(await options("assertion")),
  ])
    expect(await stepUp(token, { assertion })).toMatchObject({ status: 400, code: "IAM.0074" });
  expect(await needs(person, token)).toEqual(NEEDED);
  // The tries of before are counted with these; they are forgotten by the first that is right.
  product.clock.pass(MINUTE);
  const assertion = authenticator.assert(await options("assertion"));
  expect((await stepUp(token, { assertion })).status).toBe(200);
  expect([await needs(person, token), await needs(person, other)]).toEqual([DONE, NEEDED]);
  expect((await stepUp(other, { assertion })).status).toBe(400);
});

test("a session of the console ends when it is left alone for its minutes, or is as old as its hours; one of the API after a day", async () => {
  const person = await makePerson(product, admin);
  const [console_, api] = [await inConsole(person), (await signIn(product, person)).token];
  product.clock.pass(30 * MINUTE - 1);
  expect([await looks(console_), await looks(api)]).toEqual([200, 200]);
  const left = await inConsole(person);
  product.clock.pass(30 * MINUTE + 1);
  expect([await looks(left), await looks(api)]).toEqual([401, 200]);
  product.clock.pass(23 * 60 * MINUTE - 1);
  expect(await looks(api)).toBe(200);
  product.clock.pass(1);
  expect(await looks(api)).toBe(401);
  const old = await signIn(product, person, { isConsole: true });
  expect(Date.parse(old.body.token.expires_at) - product.clock.now().getTime()).toBe(120 * MINUTE);
});
