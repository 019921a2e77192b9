/** Which passwords are taken, and the change of one's own. */
import { randomBytes } from "node:crypto";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { ApiClient, passwordRequest, requestToken, signIn } from "../harness/api-client";
import { sql } from "../harness/database";
import { makeAccessKey, SignedClient, signInSecurityAdministrator } from "../harness/signed-client";
import { makeTenant, type Tenant, tracesOf } from "../harness/tenant";

const product = inject("product");
let tenant: Tenant;
let admin: ApiClient;
beforeAll(async () => {
  tenant = await makeTenant(product);
  admin = await signInSecurityAdministrator(product, tenant);
});

/** What a trace has of a password. */
const DIGEST = "select encode(sha256(password_hash::bytea), 'hex') as digest from iam_user where id = $1";
const newPassword = () => randomBytes(12).toString("hex");
const create = (name: string, password: string) => admin.send("POST", "/v3/users", JSON.stringify({ user: { name, password } }));
const change = (client: Pick<ApiClient, "send">, userId: string, original: unknown, password: unknown) =>
  client.send("POST", `/v3/users/${userId}/password`, JSON.stringify({ user: { original_password: original, password } }));
const statusWith = async ({ account, userName: name }: Tenant, password: string) =>
  (await requestToken(product.apiUrl, passwordRequest({ account, name, password }, undefined))).status;

describe("a new password", () => {
  const name = `Zoltan-${randomBytes(3).toString("hex")}`;

  test.each([
    ["has seven characters", "seven77", "8 to 128 characters"],
    ["has 129 characters", "x".repeat(129), "8 to 128 characters"],
    ["has seven characters of two code units each", "\u{1f511}".repeat(7), "8 to 128 characters"],
    ["has 129 of them", "\u{1f511}".repeat(129), "8 to 128 characters"],
    ["has a line break", "with\nbreak-in-it", "control characters"],
    ["is the user's name", name, "the user's name"],
    ["is it in another case", name.toUpperCase(), "the user's name"],
    [
      "is it in full-width letters",
      name.replaceAll(/[!-~]/g, (one) => String.fromCodePoint(one.charCodeAt(0) + 0xfee0)),
      "the user's name",
    ],
    ["is it backwards", [...name].reverse().join(""), "the user's name"],
    ["is one that many people use", "password123", "Many people use"],
    ["is one of them in another case", "PassWord123", "Many people use"],
    ["is one of them that looks strong", "1q2w3e4r5t6y", "Many people use"],
  ])("that %s is refused with a sentence that says what to do", async (_what, password, sentence) => {
    const reply = await create(name, password);
    expect([reply.status, reply.code, reply.body.error_msg]).toEqual([400, "IAM.1118", expect.stringContaining(sentence)]);
    expect(JSON.stringify(reply.body)).not.toContain(password);
  });

  test("may contain the user's name", async () => {
    expect((await create(name, `my-${name}-99`)).status).toBe(201);
  });

  test.each([
    ["eight characters", newPassword().slice(0, 8)],
    ["128 characters of one kind and no others", "zy".repeat(64)],
    ["eight characters of two code units each", "\u{1f511}\u{1f512}".repeat(4)],
    ["128 of them", "\u{1f511}".repeat(128)],
    ["blanks and letters of any writing", " über die Brücke 橋 "],
  ])("may have %s", async (_what, password) => {
    const [userName, wanted] = [`user-${randomBytes(4).toString("hex")}`, password];
    expect((await create(userName, wanted)).status).toBe(201);
    const who = { account: tenant.account, name: userName, password: wanted };
    expect((await requestToken(product.apiUrl, passwordRequest(who, undefined))).status).toBe(201);
  });
});

describe("one's own password", () => {
  test("is changed with the one before, for a user who may do nothing else, and ends all other sessions", async () => {
    const own = await makeTenant(product, [], tenant);
    const other = await signIn(product.apiUrl, { account: own.account, name: own.userName, password: own.password }, undefined);
    const password = newPassword();
    const reply = await change(own.client, own.userId, own.password, password);
    expect([reply.status, reply.body]).toEqual([204, null]);
    expect([await statusWith(own, own.password), await statusWith(own, password)]).toEqual([401, 201]);
    const catalog = async (client: ApiClient) => (await client.send("GET", "/v3/auth/catalog")).status;
    expect([await catalog(own.client), await catalog(other)]).toEqual([200, 401]);
    const traces = await tracesOf(product, reply.headers.get("x-request-id"));
    expect(traces).toMatchObject([{ trace_name: "changeOwnPassword", resource_id: own.userId, caller_id: own.userId, outcome: "normal" }]);
    const [{ digest }] = (await sql(product.dataDir, DIGEST, [own.userId])) as [{ digest: string }];
    expect(traces[0]?.details).toEqual({ name: own.userName, isNewPassword: true, passwordDigest: digest, endedSessions: 1 });
    for (const secret of [own.password, password]) expect(JSON.stringify(traces)).not.toContain(secret);
  });

  test("stays when the one before is wrong, which is 400 and not 401, or when the new one is not taken", async () => {
    const own = await makeTenant(product, [], tenant);
    const wrong = await change(own.client, own.userId, "not-the-password", newPassword());
    expect([wrong.status, wrong.code]).toEqual([400, "IAM.1103"]);
    expect(JSON.stringify(wrong.body)).not.toContain("not-the-password");
    for (const bad of ["short", "password123", own.userName, own.password]) {
      const refused = await change(own.client, own.userId, own.password, bad);
      expect([bad, refused.status, refused.code]).toEqual([bad, 400, bad === own.password ? "IAM.1108" : "IAM.1118"]);
    }
    for (const body of [{}, { user: {} }, { user: { password: newPassword() } }, { user: { original_password: own.password } }]) {
      expect((await own.client.send("POST", `/v3/users/${own.userId}/password`, JSON.stringify(body))).status).toBe(400);
    }
    expect((await change(own.client, own.userId, ["x"], newPassword())).status).toBe(400);
    expect(await statusWith(own, own.password)).toBe(201);
  });

  test("is nobody else's to change, whatever they may do and know", async () => {
    const own = await makeTenant(product, [], tenant);
    const foreign = await makeTenant(product);
    for (const client of [admin, foreign.client]) {
      const reply = await change(client, own.userId, own.password, newPassword());
      expect([reply.status, reply.code]).toEqual([403, "KMS.0307"]);
    }
    expect((await change(new ApiClient(product.apiUrl), own.userId, own.password, newPassword())).status).toBe(401);
    expect(await statusWith(own, own.password)).toBe(201);
  });

  test("has five guesses of whoever holds a token, however many come at once, and then waits, also with the right one", async () => {
    const own = await makeTenant(product, [], tenant);
    const replies = await Promise.all(Array.from({ length: 20 }, () => change(own.client, own.userId, "guess", newPassword())));
    const codes = replies.map(({ status, code }) => `${status} ${code}`).sort();
    expect(codes).toEqual([...Array(5).fill("400 IAM.1103"), ...Array(15).fill("429 APIGW.0308")]);
    expect(replies.find(({ status }) => status === 429)?.headers.get("retry-after")).toMatch(/^\d+$/);
    await sql(product.dataDir, "update throttle set open_at = now() + interval '1 minute' where rule = 'again' and user_id = $1", [
      own.userId,
    ]);
    expect((await change(own.client, own.userId, own.password, newPassword())).status).toBe(429);
    // It keeps nobody from signing in.
    expect(await statusWith(own, own.password)).toBe(201);
    await sql(product.dataDir, "update throttle set open_at = now() where rule = 'again' and user_id = $1", [own.userId]);
    expect((await change(own.client, own.userId, own.password, newPassword())).status).toBe(204);
  });

  test("changed by a signed request ends every session, since none is the one that asks", async () => {
    const own = await makeTenant(product, [], tenant);
    const signed = new SignedClient(product.apiUrl, await makeAccessKey(product, own), own.projectId);
    const body = JSON.stringify({ user: { original_password: own.password, password: newPassword() } });
    expect((await signed.send("POST", `/v3/users/${own.userId}/password`, body)).status).toBe(204);
    expect((await own.client.send("GET", "/v3/auth/catalog")).status).toBe(401);
  });
});
