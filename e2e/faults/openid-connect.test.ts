/** Sign-in by ID token against whoever forges, borrows or bends one, and against a provider that fails, by a clock that the test sets. */
import type { ServerResponse } from "node:http";
import { GlobalCredentials } from "@huaweicloud/huaweicloud-sdk-core";
import { IamClient } from "@huaweicloud/huaweicloud-sdk-iam/v3/IamClient.js";
import {
  CreateTokenWithIdTokenRequest,
  GetIdTokenAuthParams,
  GetIdTokenIdScopeBody,
  GetIdTokenIdTokenBody,
  GetIdTokenRequestBody,
  GetIdTokenScopeDomainOrProjectBody,
} from "@huaweicloud/huaweicloud-sdk-iam/v3/public-api.js";
import { exportSPKI, importJWK, SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sql } from "../harness/database";
import { type Shown, showIdToken } from "../harness/id-tokens";
import { type InProcess, startInProcess } from "../harness/in-process";
import { ask, makePerson, signIn } from "../harness/people";
import { type Claims, EXTENSION, sendJson, startTokenIssuer, type TokenIssuer } from "../harness/token-issuer";

const ADMIN = { name: "admin", password: "administrator-0123" };
const AS_ADMIN = { preferred_username: "admin" };
const GROUPS = "memberOf";
const ON_ACCOUNT = { domain: { name: "default" } };
const IN_PROJECT = { project: { name: "eu-de" } };

/** Members of bodies and paths that name somebody. */
const PERSONS = /^(?:user_id|grantee_principal|retiring_principal|ids)$/;
type DocumentedOperation = { readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: unknown }>> } };

const NAMED = { StringEquals: { "g:UserName": ["visitor", "visitor-2"] } };
const NAMING_VISITOR = { Version: "1.1", Statement: [{ Effect: "Allow", Action: ["kms:cmk:list"], Condition: NAMED }] };

let product: InProcess;
let issuer: TokenIssuer;
let admin: string;
beforeAll(async () => {
  const start = new Date("2027-03-01T12:00:10Z");
  issuer = await startTokenIssuer(() => product?.clock.now() ?? start);
  const settings = { KMS_OIDC_ISSUER: issuer.url, KMS_OIDC_CLIENT_ID: issuer.clientId, KMS_OIDC_GROUPS_CLAIM: GROUPS };
  product = await startInProcess(start, settings);
  admin = (await signIn(product, ADMIN, { scope: ON_ACCOUNT })).token;
});
afterAll(async () => {
  await product?.stop();
  await issuer?.stop();
});
// What is left of a flood before is forgotten.
beforeEach(() => product.clock.pass(10_000));

const show = (id: unknown, shown?: Shown) => showIdToken(product, id, shown);
const asAdmin = async (claims: Claims = {}, header: Claims = {}) => show(await issuer.idToken({ ...AS_ADMIN, ...claims }, header));
const seconds = (more = 0) => Math.floor(product.clock.now().getTime() / 1000) + more;
const get = (token: string, url: string) => ask(product, "GET", url, { token });
const rows = <Row extends Record<string, unknown>>(statement: string, values: unknown[] = []) =>
  sql<Row>(product.dataDir, statement, values);

const PERSON = { preferred_username: "visitor", sub: "subject-of-visitor" };
const visit = async (claims: Claims, shown: Shown = {}) => show(await issuer.idToken({ ...PERSON, ...claims }), shown);
const idOf = (reply: Awaited<ReturnType<typeof show>>) => reply.body.token.user.id as string;

async function makeGroup(name: string, roles: readonly string[] = []): Promise<string> {
  const made = await ask(product, "POST", "/v3/groups", { token: admin, body: { group: { name } } });
  const { id, domain_id: domain } = made.body.group;
  const all = (await get(admin, "/v3/roles")).body.roles as { id: string; display_name: string }[];
  for (const role of roles) {
    const found = all.find(({ display_name }) => display_name === role);
    const places = role === "Security Administrator" ? [`domains/${domain}`] : [`projects/${product.projectId}`, `domains/${domain}`];
    for (const place of places) await ask(product, "PUT", `/v3/${place}/groups/${id}/roles/${found?.id}`, { token: admin });
  }
  return id;
}

describe("a user of the account comes in by its name", () => {
  test("and the token says so, to GET as well", async () => {
    const reply = await show(await issuer.idToken(AS_ADMIN), { scope: IN_PROJECT });
    expect([reply.status, reply.body.token?.methods]).toEqual([201, ["mapped"]]);
    const { token } = reply.body;
    expect(token).toMatchObject({
      user: {
        name: "admin",
        domain: { name: "default" },
        "OS-FEDERATION": { identity_provider: { id: "oidc" }, protocol: { id: "oidc" }, groups: [{ id: expect.any(String) }] },
      },
      project: { name: "eu-de", domain: { name: "default" } },
    });
    expect(token.user.is_federated).toBeUndefined();
    expect([token.roles.length > 0, token.catalog.length > 0]).toEqual([true, true]);
    expect((await get(reply.token, "/v3/auth/tokens")).body).toEqual(reply.body);
    expect((await get(reply.token, `/v3/users/${token.user.id}`)).body.user.name).toBe("admin");
    expect(await rows("select details from trace where trace_name = 'createToken' order by id desc limit 1")).toMatchObject([
      { details: { method: "mapped", scope: "project" } },
    ]);
    // Without a scope it has neither (iam-reference §9); exchanged, it is a token like others.
    const bare = await show(await issuer.idToken(AS_ADMIN));
    expect([bare.body.token.roles, bare.body.token.catalog]).toEqual([undefined, undefined]);
    const identity = { methods: ["token"], token: { id: bare.token } };
    const exchanged = await ask(product, "POST", "/v3/auth/tokens", { token: null, body: { auth: { identity, scope: IN_PROJECT } } });
    expect([exchanged.status, exchanged.body.token.methods]).toEqual([201, ["token"]]);
  });

  test("by the family's own SDK, as published", async () => {
    const credential = new GlobalCredentials().withAk("A".repeat(20)).withSk("unused").withDomainId("0".repeat(32));
    const iam = IamClient.newBuilder()
      .withCredential(credential)
      .withEndpoint(await product.listen())
      .build();
    const scope = new GetIdTokenIdScopeBody().withProject(new GetIdTokenScopeDomainOrProjectBody().withName("eu-de"));
    const auth = new GetIdTokenAuthParams(new GetIdTokenIdTokenBody(await issuer.idToken(AS_ADMIN))).withScope(scope);
    const reply = await iam.createTokenWithIdToken(new CreateTokenWithIdTokenRequest("oidc").withBody(new GetIdTokenRequestBody(auth)));
    expect(reply).toMatchObject({
      httpStatusCode: 201,
      token: { methods: ["mapped"], user: { name: "admin" }, project: { name: "eu-de" } },
    });
    expect((await get(String(reply["X-Subject-Token" as keyof typeof reply]), "/v3/auth/projects")).status).toBe(200);
  });

  test("good in every way that an issuer may say it", async () => {
    for (const claims of [
      { aud: [issuer.clientId] },
      { aud: ["another", issuer.clientId], azp: issuer.clientId },
      { exp: seconds(-4) },
      { iat: seconds(4), nbf: seconds(4) },
    ])
      expect([claims, (await asAdmin(claims)).status]).toEqual([claims, 201]);
    expect((await asAdmin({}, { typ: undefined })).status).toBe(201);
    const withNonce = await issuer.idToken({ ...AS_ADMIN, nonce: "n-1" });
    expect([(await show(withNonce, { nonce: "n-1" })).status, (await show(withNonce)).status]).toEqual([201, 201]);
  });

  test("only by that very name, in that account, as a person who is enabled", async () => {
    const other = "f".repeat(32);
    await rows("insert into account (id, name, created_at) values ($1, 'other', now())", [other]);
    await rows("insert into iam_user (id, account_id, name, password_hash, created_at) values ($1, $2, 'theirs', '', now())", [
      "e".repeat(32),
      other,
    ]);
    const service = await makePerson(product, admin);
    await rows("update iam_user set service = 'obs', password_hash = '' where id = $1", [service.id]);
    const disabled = await makePerson(product, admin);
    await ask(product, "PATCH", `/v3/users/${disabled.id}`, { token: admin, body: { user: { enabled: false } } });
    await makeGroup("fallback");
    const names = [
      "theirs",
      "other/theirs",
      "default/admin",
      "Admin",
      "аdmin",
      "admin ",
      "admin\u200b",
      "nobody",
      service.name,
      disabled.name,
    ];
    const refused = await Promise.all(names.map((preferred_username) => asAdmin({ preferred_username })));
    for (const preferred_username of [undefined, null, 7, ["admin"], { name: "admin" }, ""])
      refused.push(await asAdmin({ preferred_username }));
    // Who has a user comes as that user or not at all.
    for (const { name } of [service, disabled]) refused.push(await asAdmin({ preferred_username: name, [GROUPS]: ["fallback"] }));
    const bodies = refused.map(({ status, body: { request_id: _id, error: _error, ...body } }) => JSON.stringify([status, body]));
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 401));
    expect(new Set(bodies).size).toBe(1);
    expect(await rows("select 1 from trace where caller_id = $1 and error_code <> ''", [disabled.id])).toHaveLength(1);
  });

  test("a scope outside the account is refused as with passwords, and so is another provider", async () => {
    const token = await issuer.idToken(AS_ADMIN);
    for (const scope of [{ domain: { name: "elsewhere" } }, { project: { name: "nowhere" } }, { project: { id: "0".repeat(32) } }])
      expect(await show(token, { scope })).toMatchObject({ status: 401, code: "APIGW.0301" });
    expect(await show(token, { provider: "saml" })).toMatchObject({ status: 404, code: "IAM.0004" });
    expect(await show(token, { provider: null })).toMatchObject({ status: 400, code: "KMS.0204" });
    for (const wrong of [undefined, 5, "", "x".repeat(16_385)]) expect((await show(wrong)).status).toBe(400);
  });
});

describe("what is no ID token of this issuer for this client, valid now, is one refusal", () => {
  const hmac = async () => new TextEncoder().encode(await exportSPKI((await importJWK(issuer.key().publicJwk, "ES256")) as never));
  const claimsNow = () => ({ iss: issuer.url, aud: issuer.clientId, sub: "s", iat: seconds(), exp: seconds(60), ...AS_ADMIN });

  test.each<[string, () => Promise<string>]>([
    ["of another audience", () => issuer.idToken({ ...AS_ADMIN, aud: "another" })],
    ["without an audience", () => issuer.idToken({ ...AS_ADMIN, aud: undefined })],
    ["of several audiences, for nobody in particular", () => issuer.idToken({ ...AS_ADMIN, aud: [issuer.clientId, "another"] })],
    ["issued to another client", () => issuer.idToken({ ...AS_ADMIN, azp: "another" })],
    ["of another issuer", () => issuer.idToken({ ...AS_ADMIN, iss: "https://id.example" })],
    ["of the issuer with a slash", () => issuer.idToken({ ...AS_ADMIN, iss: `${issuer.url}/` })],
    ["expired", () => issuer.idToken({ ...AS_ADMIN, exp: seconds(-6) })],
    ["without an end", () => issuer.idToken({ ...AS_ADMIN, exp: undefined })],
    ["not valid yet", () => issuer.idToken({ ...AS_ADMIN, nbf: seconds(6) })],
    ["issued in the future", () => issuer.idToken({ ...AS_ADMIN, iat: seconds(6) })],
    ["issued days ago", () => issuer.idToken({ ...AS_ADMIN, iat: seconds(-86_500) })],
    ["without the time of issue", () => issuer.idToken({ ...AS_ADMIN, iat: undefined })],
    ["without a subject", () => issuer.idToken({ ...AS_ADMIN, sub: undefined })],
    ["with an empty subject", () => issuer.idToken({ ...AS_ADMIN, sub: "" })],
    ["an access token by its type", () => issuer.idToken(AS_ADMIN, { typ: "at+jwt" })],
    ["a logout token by its type", () => issuer.idToken(AS_ADMIN, { typ: "logout+jwt" })],
    ["a logout token by its claim", () => issuer.idToken({ ...AS_ADMIN, events: {} })],
    ["an access token by its claim", () => issuer.idToken({ ...AS_ADMIN, typ: "Bearer" })],
    ["that must be understood", () => issuer.idToken(AS_ADMIN, { crit: [EXTENSION], [EXTENSION]: 1 })],
    ["unsigned", async () => new UnsecuredJWT(claimsNow()).encode()],
    ["with its signature cut off", async () => (await issuer.idToken(AS_ADMIN)).replace(/\.[^.]*$/, ".")],
    ["with a claim changed", async () => bent(await issuer.idToken(AS_ADMIN), { sub: "subject-2" })],
    [
      "with an HMAC made with the public key",
      async () => new SignJWT(claimsNow()).setProtectedHeader({ alg: "HS256", kid: issuer.key().kid }).sign(await hmac()),
    ],
    ["of another issuer's key of the same ID", async () => foreign({ kid: issuer.key().kid })],
    ["with a key in its header", async () => foreign({ kid: issuer.key().kid, jwk: (await other()).publicJwk })],
    ["with the address of keys in its header", async () => foreign({ kid: (await other()).kid, jku: `${(await otherIssuer()).url}/jwks` })],
    ["with a key that there is not", async () => foreign({ kid: "invented" })],
    ["nothing at all", async () => "x"],
    ["four parts", async () => `${await issuer.idToken(AS_ADMIN)}.x`],
  ])("%s", async (_what, make) => {
    const reply = await show(await make());
    expect(reply).toMatchObject({ status: 401, code: "APIGW.0301" });
    expect(reply.body.error_msg).toMatch(/^The ID token was refused/);
  });

  test("with another nonce than the one that was sent", async () => {
    for (const nonce of ["n-2", "n-", undefined, 5]) {
      expect((await show(await issuer.idToken({ ...AS_ADMIN, nonce }), { nonce: "n-1" })).status).toBe(401);
    }
  });

  let made: TokenIssuer | undefined;
  const otherIssuer = async () => {
    made ??= await startTokenIssuer(() => product.clock.now());
    return made;
  };
  const other = async () => (await otherIssuer()).key();
  afterAll(async () => {
    expect(made?.asked).toEqual({ discovery: 0, keys: 0 });
    await made?.stop();
  });
  const foreign = async (header: Claims) => issuer.idToken(AS_ADMIN, header, (await other()).privateKey);
  const bent = (idToken: string, change: Claims) => {
    const [header, payload = "", signature] = idToken.split(".");
    const claims = { ...JSON.parse(Buffer.from(payload, "base64url").toString()), ...change };
    return [header, Buffer.from(JSON.stringify(claims)).toString("base64url"), signature].join(".");
  };
});

describe("somebody without a user comes in the groups that there are", () => {
  test("with an ID made of issuer and subject, and what its groups hold, until they are gone", async () => {
    const group = await makeGroup("visitors", ["KMS Administrator"]);
    const reply = await visit({ [GROUPS]: ["visitors", "nothing", 7, "visitors"] }, { scope: IN_PROJECT });
    expect(reply.body.token.user).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      name: "visitor",
      is_federated: true,
      "OS-FEDERATION": { groups: [{ id: group, name: "visitors" }] },
    });
    expect(reply.body.token.roles).toHaveLength(1);
    expect((await get(reply.token, "/v3/auth/tokens")).body).toEqual(reply.body);
    expect(await rows("select 1 from iam_user where id = $1", [idOf(reply)])).toEqual([]);
    const work = (token: string) =>
      ask(product, "POST", `/v1.0/${product.projectId}/kms/create-key`, {
        token,
        body: { key_alias: `k${Math.random()}`.replace(".", "") },
      });
    const made = await work(reply.token);
    expect(made.status).toBe(200);
    const [trace] = await rows<{ caller_kind: string; caller_id: string; caller_name: string }>(
      "select * from trace where trace_name = 'createKey' and resource_id = $1",
      [made.body.key_info.key_id],
    );
    expect(trace).toMatchObject({ caller_kind: "federated", caller_id: idOf(reply), caller_name: "visitor" });
    // The same person at another time, whatever they are called; and another one.
    const again = await visit({ preferred_username: "renamed", [GROUPS]: "visitors" });
    const another = await visit({ sub: "subject-of-another", [GROUPS]: "visitors" });
    expect([idOf(again) === idOf(reply), idOf(another) === idOf(reply)]).toEqual([true, false]);
    const bare = await get(again.token, "/v3/auth/projects");
    expect(bare.body.projects.map(({ id }: { id: string }) => id)).toEqual([product.projectId]);
    expect((await ask(product, "DELETE", `/v3/groups/${group}`, { token: admin })).status).toBe(204);
    expect(await work(reply.token)).toMatchObject({ status: 403, code: "KMS.0307" });
    expect((await visit({ [GROUPS]: ["visitors"] })).status).toBe(401);
  });

  test("and not otherwise", async () => {
    await makeGroup("Some");
    for (const groups of [undefined, [], "some", ["SOME", "Some "], [["Some"]], { Some: true }, Array.from({ length: 501 }, () => "Some")])
      expect((await visit({ [GROUPS]: groups })).status).toBe(401);
    // A group of another account is none of this one.
    await rows(
      "insert into iam_group (id, account_id, name, created_at) select $1, id, 'foreign', now() from account where name = 'other'",
      ["d".repeat(32)],
    );
    expect((await visit({ [GROUPS]: "foreign" })).status).toBe(401);
    expect((await visit({ [GROUPS]: "Some" })).status).toBe(201);
  });

  test("under a name that nobody takes for a user's", async () => {
    await makeGroup("named");
    const shown = async (claims: Claims) => (await visit({ [GROUPS]: "named", ...claims })).body.token.user.name;
    expect(await shown({ preferred_username: "аdmin" })).toBe("subject-of-visitor");
    expect(await shown({ preferred_username: "adm\u200bin", sub: "admin" })).toMatch(/^[0-9a-f]{32}$/);
    expect(await shown({ preferred_username: "x".repeat(65), sub: "short" })).toBe("short");
    expect(await shown({ preferred_username: undefined })).toBe("subject-of-visitor");
  });

  test("lists and ends its own sessions, and nobody else's", async () => {
    await makeGroup("sessions");
    const mine = await visit({ [GROUPS]: "sessions", sub: "mine" });
    const second = await visit({ [GROUPS]: "sessions", sub: "mine" });
    const other = await visit({ [GROUPS]: "sessions", sub: "not-mine" });
    const listed = async (token: string) =>
      (await get(token, "/v3.0/OS-SESSION/sessions")).body.sessions as { id: string; is_current: boolean }[];
    expect((await listed(mine.token)).map(({ is_current }) => is_current)).toEqual([true, false]);
    const [theirs] = await listed(other.token);
    expect((await ask(product, "DELETE", `/v3.0/OS-SESSION/sessions/${theirs?.id}`, { token: mine.token })).status).toBe(404);
    expect((await ask(product, "DELETE", "/v3.0/OS-SESSION/sessions/others", { token: mine.token })).body.ended).toBe(1);
    expect((await get(second.token, "/v3/auth/projects")).status).toBe(401);
    expect([await listed(other.token), await listed(mine.token)].map(({ length }) => length)).toEqual([1, 1]);
    const out = await product.send({
      method: "DELETE",
      url: "/v3/auth/tokens",
      headers: { "x-auth-token": mine.token, "x-subject-token": mine.token },
    });
    expect([out.status, (await get(mine.token, "/v3/auth/projects")).status]).toEqual([204, 401]);
    const last = await visit({ [GROUPS]: "sessions", sub: "mine" });
    product.clock.pass(24 * 3_600_000);
    expect((await get(last.token, "/v3/auth/projects")).status).toBe(401);
    admin = (await signIn(product, ADMIN, { scope: ON_ACCOUNT })).token;
    // What has run out goes with the next sign-in of its holder.
    await visit({ [GROUPS]: "sessions", sub: "mine" });
    expect(await rows("select 1 from session where federated_id = $1", [idOf(last)])).toHaveLength(1);
  });

  test("a grant to them is theirs at every sign-in, and a policy that names a user means nobody else", async () => {
    const { id: policy } = (
      await ask(product, "POST", "/v3.0/OS-ROLE/roles", {
        token: admin,
        body: { role: { display_name: "for-visitor", type: "XA", description: "", policy: NAMING_VISITOR } },
      })
    ).body.role;
    const group = await makeGroup("granted");
    const everybody = await makePerson(product, admin, group);
    const { domain_id: domain } = (await get(admin, `/v3/groups/${group}`)).body.group;
    await ask(product, "PUT", `/v3/OS-INHERIT/domains/${domain}/groups/${group}/roles/${policy}/inherited_to_projects`, { token: admin });
    const { token } = await signIn(product, ADMIN, { scope: IN_PROJECT });
    const call = (bearer: string, verb: string, body: object) =>
      ask(product, "POST", `/v1.0/${product.projectId}/kms/${verb}`, { token: bearer, body });
    const key_id = (await call(token, "create-key", { key_alias: "granted" })).body.key_info.key_id;
    const first = await visit({ [GROUPS]: "granted" }, { scope: IN_PROJECT });
    expect((await call(first.token, "list-keys", {})).status).toBe(403);
    await ask(product, "PATCH", `/v3/users/${everybody.id}`, { token: admin, body: { user: { name: "visitor-2" } } });
    const second = await signIn(product, { ...everybody, name: "visitor-2" }, { scope: IN_PROJECT });
    expect((await call(second.token, "list-keys", {})).status).toBe(200);
    const grant = await call(token, "create-grant", { key_id, grantee_principal: idOf(first), operations: ["encrypt-data"] });
    expect(grant.status).toBe(200);
    const again = await visit({ [GROUPS]: "granted" }, { scope: IN_PROJECT });
    expect((await call(again.token, "encrypt-data", { key_id, plain_text: "x" })).status).toBe(200);
    expect(await rows("select caller_kind from trace where grant_id = $1 and trace_name = 'encryptData'", [grant.body.grant_id])).toEqual([
      { caller_kind: "federated" },
    ]);
  });

  test("an administrator among them leaves the account a user who is one", async () => {
    await makeGroup("outside", ["Security Administrator"]);
    const { token } = await visit({ [GROUPS]: "outside" }, { scope: ON_ACCOUNT });
    const users = (await get(token, "/v3/users")).body.users as { id: string; name: string }[];
    const { id = "" } = users.find(({ name }) => name === "admin") ?? {};
    expect(await ask(product, "PATCH", `/v3/users/${id}`, { token, body: { user: { enabled: false } } })).toMatchObject({
      status: 403,
      code: "IAM.0003",
    });
    expect(await ask(product, "DELETE", `/v3/users/${id}`, { token })).toMatchObject({ status: 403, code: "IAM.0003" });
    const person = await makePerson(product, token);
    expect((await ask(product, "DELETE", `/v3/users/${person.id}`, { token })).status).toBe(204);
  });
});

describe("the second factor, and the step-up", () => {
  test("a user of whom a second factor is required comes with the provider's word for it", async () => {
    const person = await makePerson(product, admin);
    await rows("update iam_user set second_factor_required = true where id = $1", [person.id]);
    const claims = { preferred_username: person.name };
    expect(await asAdmin(claims)).toMatchObject({ status: 403, code: "IAM.0078" });
    expect(await asAdmin({ ...claims, amr: ["pwd"] })).toMatchObject({ status: 403 });
    expect(await asAdmin({ ...claims, amr: "mfa" })).toMatchObject({ status: 403 });
    const idToken = await issuer.idToken({ ...claims, amr: ["pwd", "mfa"] });
    const reply = await show(idToken, { isConsole: true });
    expect([reply.status, reply.body.token.second_factor_setup_required]).toEqual([201, undefined]);
    const headers = { "x-auth-token": reply.token };
    expect((await product.send({ method: "GET", url: "/v3.0/OS-SESSION/sessions", headers, isConsole: true })).body.sessions).toMatchObject(
      [{ is_mfa_present: true }],
    );
  });

  test("a session of the console is stepped up from when the provider saw who it is, and never later", async () => {
    const person = await makePerson(product, admin);
    const change = async (claims: Claims, isConsole = true) => {
      const idToken = await issuer.idToken({ preferred_username: person.name, ...claims });
      const { token } = await show(idToken, { isConsole });
      return ask(product, "POST", "/v3.0/OS-CREDENTIAL/credentials", { token, isConsole, body: { credential: { user_id: person.id } } });
    };
    for (const auth_time of [undefined, "now", -5, seconds(-300), 1e300])
      expect([auth_time, await change({ auth_time })]).toMatchObject([
        auth_time,
        auth_time === 1e300 ? { status: 201 } : { code: "IAM.0041" },
      ]);
    expect((await change({ auth_time: seconds(-290) })).status).toBe(201);
    const [last] = await rows<{ stepped_up_at: Date; created_at: Date }>(
      "select stepped_up_at, created_at from session where user_id = $1 and stepped_up_at is not null order by created_at, stepped_up_at desc limit 1",
      [person.id],
    );
    expect(last?.stepped_up_at.getTime()).toBe(last?.created_at.getTime());
  });

  test("a user who is disabled or deleted is out at once", async () => {
    const person = await makePerson(product, admin);
    const { token } = await show(await issuer.idToken({ preferred_username: person.name }), { scope: ON_ACCOUNT });
    expect((await get(token, "/v3.0/OS-SESSION/sessions")).status).toBe(200);
    await ask(product, "PATCH", `/v3/users/${person.id}`, { token: admin, body: { user: { enabled: false } } });
    expect((await get(token, "/v3.0/OS-SESSION/sessions")).status).toBe(401);
  });
});

describe("a provider that fails keeps nobody out who does not need it", () => {
  /** Its keys are not believed for longer. */
  const forgetKeys = () => product.clock.pass(5 * 60_000);
  const signsIn = async () => (await signIn(product, ADMIN)).status;

  test.each<[string, (reply: ServerResponse) => void]>([
    ["an error", (reply) => void reply.writeHead(500).end()],
    ["a redirect", (reply) => void reply.writeHead(302, { location: `${issuer.url}/jwks` }).end()],
    ["another issuer's document", (reply) => sendJson(reply, { issuer: "https://id.example", jwks_uri: `${issuer.url}/jwks` })],
    ["keys without TLS elsewhere", (reply) => sendJson(reply, { issuer: issuer.url, jwks_uri: "http://localhost:9/jwks" })],
    ["a file for keys", (reply) => sendJson(reply, { issuer: issuer.url, jwks_uri: "file:///etc/passwd" })],
    ["no keys", (reply) => sendJson(reply, { issuer: issuer.url })],
    ["what is no JSON", (reply) => void reply.writeHead(200).end("<html>")],
    ["a document without an end", (reply) => pour(reply)],
    ["a connection that is cut", (reply) => void reply.destroy()],
  ])("%s", async (_what, answer) => {
    forgetKeys();
    issuer.answer.discovery = answer;
    const reply = await asAdmin();
    issuer.answer.discovery = null;
    expect(reply).toMatchObject({ status: 503, code: "KMS.0104" });
    expect(reply.body.error_msg).toMatch(/^The identity provider does not answer/);
    expect(await signsIn()).toBe(201);
    product.clock.pass(3_000);
    expect((await asAdmin()).status).toBe(201);
  });

  test("keys that are none", async () => {
    for (const keys of [null, [], "x", { keys: "x" }, { keys: [5] }]) {
      forgetKeys();
      issuer.answer.keys = (reply) => sendJson(reply, keys);
      expect((await asAdmin()).status).toBe(503);
      issuer.answer.keys = null;
    }
    forgetKeys();
  });

  test("it hangs: all wait once and together, and so many at most", async () => {
    forgetKeys();
    const waiting: ServerResponse[] = [];
    issuer.answer.discovery = (reply) => void waiting.push(reply);
    const { discovery } = issuer.asked;
    const idToken = await issuer.idToken(AS_ADMIN);
    const replies = Promise.all(Array.from({ length: 130 }, () => show(idToken)));
    expect(await signsIn()).toBe(201);
    for (const { status } of await replies) expect(status).toBe(503);
    expect(issuer.asked.discovery - discovery).toBe(1);
    // For a moment nobody asks again.
    expect((await show(idToken)).status).toBe(503);
    expect(issuer.asked.discovery - discovery).toBe(1);
    issuer.answer.discovery = null;
    product.clock.pass(2_000);
    expect((await show(idToken)).status).toBe(201);
  });

  test("it is down, and comes back", async () => {
    await issuer.goDown();
    // Whose key is known comes in.
    expect((await asAdmin()).status).toBe(201);
    forgetKeys();
    expect([(await asAdmin()).status, await signsIn()]).toEqual([503, 201]);
    await issuer.comeUp();
    product.clock.pass(2_000);
    expect((await asAdmin()).status).toBe(201);
  });

  test("its keys are rotated under load, and followed at once; invented ones make no flood of questions", async () => {
    await asAdmin();
    const before = issuer.asked.keys;
    const old = await issuer.idToken(AS_ADMIN);
    await issuer.rotate();
    const [withNew, withOld] = [await issuer.idToken(AS_ADMIN), old];
    const replies = await Promise.all(Array.from({ length: 40 }, (_, i) => show(i % 2 === 0 ? withNew : withOld)));
    expect(replies.filter(({ status }) => status === 201).length).toBeGreaterThanOrEqual(20);
    // What was withdrawn is good for nothing once the new keys are known.
    expect([(await show(withNew)).status, (await show(withOld)).status]).toEqual([201, 401]);
    product.clock.pass(10_000);
    const [key, invented] = [issuer.key(), [] as string[]];
    for (let i = 0; i < 60; i += 1) invented.push(await issuer.idToken(AS_ADMIN, { kid: `invented-${i}` }));
    for (const idToken of invented) expect((await show(idToken)).status).toBe(401);
    expect(issuer.asked.keys - before).toBeLessThanOrEqual(4);
    // Of strangers nothing is left that grows with the number of their requests.
    const left = await rows("select 1 from trace where caller_kind = 'unknown' and details ->> 'method' = 'mapped'");
    expect(left.length).toBeLessThan(10);
    expect((await show(await issuer.idToken(AS_ADMIN, { kid: key.kid }))).status).toBe(201);
    // A flood hides a rotation for two seconds at most.
    await issuer.rotate();
    product.clock.pass(2_000);
    expect((await asAdmin()).status).toBe(201);
  });
});

// Last, since it leaves nothing as it was.
describe("with every right that there is", () => {
  test("no operation fails by it that they have no user, and what takes one says so", async () => {
    const group = await makeGroup("everything", ["KMS Administrator", "Security Administrator"]);
    const [inProject, onAccount] = [
      await visit({ [GROUPS]: "everything" }, { scope: IN_PROJECT }),
      await visit({ [GROUPS]: "everything" }, { scope: ON_ACCOUNT }),
    ];
    const self = idOf(inProject);
    const created = await ask(product, "POST", `/v1.0/${product.projectId}/kms/create-key`, {
      token: inProject.token,
      body: { key_alias: "of-visitor" },
    });
    const ids: Record<string, string> = { project_id: product.projectId, key_id: created.body.key_info.key_id, group_id: group };
    const { paths } = (await get(admin, "/openapi.json")).body as { paths: Record<string, Record<string, DocumentedOperation>> };
    const sent: string[] = [];
    for (const [path, operations] of Object.entries(paths).filter(([path]) => /^\/v[13]/.test(path))) {
      const token = path.startsWith("/v1.0") ? inProject.token : onAccount.token;
      const url = path.replace(/\{(\w+)\}/g, (_, name) => ids[name] ?? self);
      for (const [method, { requestBody }] of Object.entries(operations)) {
        const example = requestBody?.content["application/json"]?.example;
        const body = JSON.parse(JSON.stringify(example ?? {}), (name, value) =>
          typeof value === "string" ? (ids[name] ?? (PERSONS.test(name) ? self : value)) : value,
        );
        // Their own session, and what they stand on, is still needed.
        if (method === "delete" && /\/groups\/|OS-SESSION/.test(path)) continue;
        const isBodied = method !== "get" && method !== "head" && method !== "delete";
        const reply = await product.send({
          method: method.toUpperCase() as "POST",
          url,
          headers: { "x-auth-token": token, "x-idp-id": "oidc" },
          ...(isBodied && { body }),
        });
        const what = `${method} ${path}: ${reply.status}`;
        sent.push(what);
        // Nobody seals here, so what is of the sealed log is told to come again.
        if (reply.status === 503 && /receipt|checkpoint|export-traces/.test(path)) expect(reply.body.error_code).toBe("KMS.0104");
        else expect(reply.status, `${what} ${JSON.stringify(reply.body)}`).toBeLessThan(500);
      }
    }
    expect(sent.length).toBeGreaterThan(140);
    for (const [method, url, body] of [
      ["GET", `/v3/users/${self}`],
      ["POST", `/v3/users/${self}/password`, { user: { original_password: "old-password-1", password: "new-password-2" } }],
      ["POST", "/v3.0/OS-CREDENTIAL/credentials", { credential: { user_id: self } }],
      ["GET", "/v3.0/OS-CREDENTIAL/credentials"],
      ["POST", "/v3.0/OS-MFA/virtual-mfa-devices", { virtual_mfa_device: { name: "phone", user_id: self } }],
      ["POST", `/v3.0/OS-MFA/users/${self}/recovery-codes`],
    ] as const)
      expect([url, await ask(product, method, url, { token: onAccount.token, body })]).toMatchObject([
        url,
        { status: 403, code: "IAM.0079" },
      ]);
    const atConsole = await visit({ [GROUPS]: "everything" }, { isConsole: true });
    const stepUp = { token: atConsole.token, isConsole: true, body: { password: "whatever it is" } };
    expect(await ask(product, "POST", "/v3.0/OS-SESSION/step-up", stepUp)).toMatchObject({ status: 403, code: "IAM.0079" });
  });
});

/** More than anybody reads. */
function pour(reply: ServerResponse): void {
  reply.writeHead(200, { "content-type": "application/json" });
  const more = () => {
    while (!reply.destroyed && reply.write(" ".repeat(65_536)));
  };
  reply.on("drain", more).on("error", () => {});
  more();
}
