/** Fields of the operations on second factors, given as they must not be: one clear refusal, which repeats nothing. */
import { beforeAll, expect, inject, test } from "vitest";
import { makeTenant, type Tenant } from "../harness/tenant";

const product = inject("product");
const MARKER = "planted-7c4d";
let tenant: Tenant;
let serial: string;
beforeAll(async () => {
  tenant = await makeTenant(product);
  const made = await send("POST", "/virtual-mfa-devices", { virtual_mfa_device: { name: "phone", user_id: tenant.userId } });
  serial = made.body.virtual_mfa_device.serial_number;
});

const send = (method: string, path: string, body?: object) =>
  tenant.client.send(
    method,
    `/v3.0/OS-MFA${path}`,
    body && JSON.stringify(body).replaceAll("OWN", tenant.userId).replaceAll("SERIAL", serial),
  );

const code = { authentication_code_first: "123456", authentication_code_second: "654321" };
const bad = [null, 7, "", [], {}, "\0", `${MARKER}\n`, "\ud800", MARKER.repeat(400)];

const FIELDS: [string, string, (value: unknown) => object][] = [
  ["POST", "/virtual-mfa-devices", (value) => ({ virtual_mfa_device: { name: value, user_id: "OWN" } })],
  ["POST", "/virtual-mfa-devices", (value) => ({ virtual_mfa_device: { name: "x", user_id: value } })],
  ["POST", "/virtual-mfa-devices", (value) => ({ virtual_mfa_device: value })],
  ["PUT", "/mfa-devices/bind", (value) => ({ user_id: value, serial_number: "SERIAL", ...code })],
  ["PUT", "/mfa-devices/bind", (value) => ({ user_id: "OWN", serial_number: value, ...code })],
  ["PUT", "/mfa-devices/bind", (value) => ({ user_id: "OWN", serial_number: "SERIAL", ...code, authentication_code_second: value })],
  ["PUT", "/virtual-mfa-devices/unbind", (value) => ({ user_id: "OWN", serial_number: "SERIAL", authentication_code: value })],
  ["PUT", "/users/OWN/virtual-mfa-device", (value) => ({ authentication_code: value })],
  ["DELETE", "/virtual-mfa-devices", (value) => ({ user_id: "OWN", serial_number: value })],
  ["POST", "/users/OWN/passkeys", (value) => ({ passkey: { name: value, response: {} } })],
  ["POST", "/users/OWN/passkeys", (value) => ({ passkey: { name: "x", response: value } })],
];

test.each(FIELDS)("%s %s refuses what no field of it may be, and binds nothing: %s", async (method, path, bodyOf) => {
  for (const value of bad) {
    const reply = await send(method, path.replace("OWN", tenant.userId), bodyOf(value));
    expect([value, reply.status]).toEqual([
      value,
      expect.toSatisfy((status: number) => status === 400 || status === 403 || status === 404),
    ]);
    expect(JSON.stringify(reply.body)).not.toContain(MARKER);
  }
  expect((await send("GET", `/users/${tenant.userId}/virtual-mfa-device`)).body.virtual_mfa_device).toMatchObject({ is_bound: false });
});

test("at an IP address browsers refuse passkeys, which is said before one is made", async () => {
  const passkeys = `/users/${tenant.userId}/passkeys`;
  expect((await send("GET", passkeys)).body).toEqual({ passkeys: [], is_possible: false });
  for (const what of ["challenge", "assertion"]) {
    const reply = await send("POST", `${passkeys}/${what}`);
    expect([reply.status, reply.code]).toEqual([400, "IAM.0075"]);
  }
});

test.each([
  ["a list of methods twice", { methods: ["password", "password"] }],
  ["a code without a password", { methods: ["totp"], totp: { user: { passcode: "123456" } } }],
  ["a passkey without a password", { methods: ["passkey"], passkey: { assertion: {} } }],
  ["all ways at once", { methods: ["password", "totp", "passkey"], totp: { user: { passcode: "123456" } }, passkey: { assertion: {} } }],
  ["a token with a code", { methods: ["token", "totp"], totp: { user: { passcode: "123456" } } }],
])("a sign-in with %s gives no token", async (_what, identity) => {
  const user = { id: tenant.userId, password: tenant.password };
  const body = { auth: { identity: { password: { user }, token: { id: tenant.client.token }, ...identity } } };
  expect((await tenant.client.send("POST", "/v3/auth/tokens", JSON.stringify(body))).status).toBe(401);
});
