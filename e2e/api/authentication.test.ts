import { beforeAll, describe, expect, inject, test } from "vitest";
import { ROLES } from "#lib/domain/identity/permission";
import { dataOperations } from "#lib/operations/data-operations";
import { keyOperations } from "#lib/operations/key-operations";
import { REST_DOORS, REST_OPERATION_NAMES, restRow } from "#lib/wire/catalog";
import { type DoorRow, hasNoBody } from "#lib/wire/door-row";
import { ApiClient, passwordRequest, requestToken, type Scope, signIn } from "../harness/api-client";
import { sql } from "../harness/database";
import { makeTenant, sha256, type Tenant, tracesOf } from "../harness/tenant";

const product = inject("product");
let tenant: Tenant;
beforeAll(async () => {
  tenant = await makeTenant(product);
});
const who = () => ({ account: tenant.account, name: tenant.userName, password: tenant.password });

/** Keystone's body, with code and message at the top level too. */
const UNAUTHORIZED = (message: unknown = expect.any(String)) => ({
  error: { code: 401, message, title: "Unauthorized", error_code: "APIGW.0301", error_msg: message, request_id: expect.any(String) },
  error_code: "APIGW.0301",
  error_msg: message,
  request_id: expect.any(String),
});

describe("tokens", () => {
  test("are given for a password, scoped to a project, with Keystone's body and the catalog", async () => {
    const reply = await requestToken(product.apiUrl, passwordRequest(who(), { project: { name: tenant.projectName } }));
    expect(reply.status).toBe(201);
    expect(reply.headers.get("x-subject-token")).toMatch(/^kms_/);
    const { token } = reply.body;
    const domain = { id: tenant.accountId, name: tenant.account };
    expect(token).toMatchObject({
      methods: ["password"],
      user: { id: tenant.userId, name: tenant.userName, domain },
      project: { id: tenant.projectId, name: tenant.projectName, domain },
      roles: [{ id: ROLES["KMS Administrator"].id, name: "KMS Administrator" }],
    });
    expect(Date.parse(token.expires_at) - Date.parse(token.issued_at)).toBe(24 * 3_600_000);
    const endpoint = (type: string) => token.catalog.find((entry: { type: string }) => entry.type === type).endpoints[0];
    expect(endpoint("kms")).toMatchObject({ interface: "public", region: "eu-de", url: `${product.apiUrl}/v1.0` });
    expect(endpoint("kmsv1")).toMatchObject({ interface: "public", region: "eu-de", url: `${product.apiUrl}/v1.0/${tenant.projectId}` });
    expect(endpoint("identity").url).toBe(`${product.apiUrl}/v3`);
    expect(JSON.stringify(reply.body)).not.toContain(tenant.password);
  });

  test("are stored as their SHA-256 only", async () => {
    const client = await signIn(product.apiUrl, who(), { project: { id: tenant.projectId } });
    const rows = await sql(product.dataDir, "select * from auth_token where hash = $1", [sha256(client.token)]);
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(client.token);
  });

  test("may be domain-scoped or unscoped, and then open no project", async () => {
    for (const scope of [{ domain: { name: tenant.account } }, undefined]) {
      const client = await signIn(product.apiUrl, who(), scope);
      const reply = await new ApiClient(product.apiUrl, client.token, tenant.projectId).call("list-keys");
      expect([reply.status, reply.code]).toEqual([403, "KMS.0307"]);
    }
  });

  test("have what is held for the account in them where they are for no project, and the catalog", async () => {
    const own = await makeTenant(product, ["Security Administrator", "KMS Administrator"]);
    const named = { account: own.account, name: own.userName, password: own.password };
    const rolesOf = async (scope: Scope) => {
      const { token } = (await requestToken(product.apiUrl, passwordRequest(named, scope))).body;
      expect(token.catalog.map((entry: { type: string }) => entry.type)).toEqual(["identity", "kms"]);
      expect([token.project, token.domain]).toEqual([undefined, scope && { id: own.accountId, name: own.account }]);
      return token.roles.map(({ name }: { name: string }) => name);
    };
    for (const [stored, names] of [
      ["scope = 'project'", []],
      ["scope = 'allProjects', project_id = null", ["Security Administrator"]],
      ["scope = 'account', project_id = null", ["KMS Administrator", "Security Administrator"]],
    ] as const) {
      const groups = "select group_id from group_member where user_id = $1";
      await sql(product.dataDir, `update role_assignment set ${stored} where group_id in (${groups})`, [own.userId]);
      expect([stored, await rolesOf(undefined), await rolesOf({ domain: { name: own.account } })]).toEqual([stored, names, names]);
    }
  });

  test("are shown by GET and HEAD, the own one where none is named, and without the catalog where that is asked", async () => {
    const { client } = tenant;
    const full = await client.send("GET", "/v3/auth/tokens", undefined, { "X-Subject-Token": client.token });
    const own = await client.send("GET", "/v3/auth/tokens");
    expect([own.status, own.headers.get("x-subject-token"), own.body]).toEqual([200, client.token, full.body]);
    const short = await client.send("GET", "/v3/auth/tokens?nocatalog=1", undefined, { "X-Subject-Token": "" });
    const { catalog: _catalog, ...token } = full.body.token;
    expect(short.body).toEqual({ token });
    const head = (subject: string) => client.send("HEAD", "/v3/auth/tokens", undefined, { "X-Subject-Token": subject });
    expect([(await head(client.token)).status, (await head("nobody's")).status]).toEqual([200, 404]);
    // To end one, it must be named.
    expect((await client.send("DELETE", "/v3/auth/tokens")).status).toBe(404);
    const links = { self: `${product.apiUrl}/v3/domains/${tenant.accountId}` };
    expect((await client.send("GET", "/v3/auth/domains")).body.domains).toEqual([
      { id: tenant.accountId, name: tenant.account, enabled: true, description: "", links },
    ]);
  });

  test("are not to be had by ID token where no identity provider is set up", async () => {
    const body = JSON.stringify({ auth: { id_token: { id: "x" } } });
    const reply = await tenant.client.send("POST", "/v3.0/OS-AUTH/id-token/tokens", body, { "X-Idp-Id": "oidc" });
    expect([reply.status, reply.code]).toEqual([404, "IAM.0004"]);
    expect(reply.body.error_msg).toMatch(/^No identity provider is set up here/);
  });

  test("can be exchanged for another scope, die with their parent, and never outlive it", async () => {
    const parent = await signIn(product.apiUrl, who(), undefined);
    const parentReply = await parent.send("GET", "/v3/auth/tokens", undefined, { "X-Subject-Token": parent.token });
    const exchanged = await requestToken(product.apiUrl, {
      auth: { identity: { methods: ["token"], token: { id: parent.token } }, scope: { project: { id: tenant.projectId } } },
    });
    expect(exchanged.status).toBe(201);
    expect(exchanged.body.token.expires_at).toBe(parentReply.body.token.expires_at);
    const child = new ApiClient(product.apiUrl, exchanged.headers.get("x-subject-token") ?? "", tenant.projectId);
    expect((await child.call("list-keys")).status).toBe(200);
    expect((await parent.send("DELETE", "/v3/auth/tokens", undefined, { "X-Subject-Token": parent.token })).status).toBe(204);
    for (const dead of [parent, child])
      expect((await new ApiClient(product.apiUrl, dead.token, tenant.projectId).call("list-keys")).status).toBe(401);
  });

  test("are shown by GET to their own user, and do not exist for others", async () => {
    const reply = await tenant.client.send("GET", "/v3/auth/tokens", undefined, { "X-Subject-Token": tenant.client.token });
    expect(reply.status).toBe(200);
    expect(reply.body.token).toMatchObject({ user: { id: tenant.userId }, project: { id: tenant.projectId } });
    const stranger = await makeTenant(product);
    for (const method of ["GET", "DELETE"]) {
      const refused = await stranger.client.send(method, "/v3/auth/tokens", undefined, { "X-Subject-Token": tenant.client.token });
      expect([refused.status, refused.body.error.code]).toEqual([404, 404]);
    }
    expect((await tenant.client.call("list-keys")).status).toBe(200);
  });

  test("that are missing, malformed, unknown or expired are refused with 401 in Keystone's shape, by every operation", async () => {
    const expired = await signIn(product.apiUrl, who(), { project: { id: tenant.projectId } });
    await sql(product.dataDir, "update auth_token set expires_at = now() - interval '1 second' where hash = $1", [sha256(expired.token)]);
    for (const token of ["", "x", `kms_${"A".repeat(43)}`, `${tenant.client.token}A`, expired.token]) {
      for (const name of REST_OPERATION_NAMES) {
        const { method, path }: DoorRow = REST_DOORS[name];
        const reply = await new ApiClient(product.apiUrl, token).send(
          method,
          path.replace(":project_id", tenant.projectId),
          hasNoBody({ method }) ? undefined : "{bad json",
        );
        expect([name, reply.status]).toEqual([name, 401]);
        if (method !== "HEAD") expect(reply.body).toEqual(UNAUTHORIZED());
      }
    }
  });

  test("of a disabled user stop working at once, and for a disabled project say that it is", async () => {
    const own = await makeTenant(product);
    await sql(product.dataDir, "update project set enabled = false where id = $1", [own.projectId]);
    const refused = await own.client.call("list-keys");
    expect([refused.status, refused.body.error_msg]).toEqual([403, expect.stringContaining("disabled")]);
    await sql(product.dataDir, "update project set enabled = true where id = $1", [own.projectId]);
    expect((await own.client.call("list-keys")).status).toBe(200);
    await sql(product.dataDir, "update iam_user set enabled = false where id = $1", [own.userId]);
    expect((await own.client.call("list-keys")).status).toBe(401);
  });
});

describe("sign-in", () => {
  test("refuses a wrong password and an unknown user, account, project or method with 401, and leaves a trace where the user is known", async () => {
    const wrong = await requestToken(product.apiUrl, passwordRequest({ ...who(), password: "wrong" }, undefined));
    const unknown = await requestToken(product.apiUrl, passwordRequest({ ...who(), name: "nobody" }, undefined));
    const foreign = await requestToken(product.apiUrl, passwordRequest({ ...who(), account: "nowhere" }, undefined));
    for (const reply of [wrong, unknown, foreign]) {
      expect(reply.status).toBe(401);
      expect(reply.body).toEqual(UNAUTHORIZED(wrong.body.error_msg));
    }
    expect(await tracesOf(product, wrong.headers.get("x-request-id"))).toMatchObject([
      { trace_name: "createToken", outcome: "warning", caller_id: tenant.userId },
    ]);
    const stranger = await makeTenant(product);
    for (const scope of [
      { project: { id: stranger.projectId } },
      { project: { name: "nowhere" } },
      { domain: { name: stranger.account } },
    ]) {
      expect((await requestToken(product.apiUrl, passwordRequest(who(), scope))).status).toBe(401);
    }
    expect((await requestToken(product.apiUrl, { auth: { identity: { methods: ["hw_assume_role"] } } })).status).toBe(401);
  });

  test("refuses another shape with 400 and repeats nothing of it", async () => {
    for (const body of [
      {},
      { auth: {} },
      { auth: { identity: { methods: ["password"], password: { user: { name: "x", password: "PLANTED" } } } } },
      [],
    ]) {
      const reply = await requestToken(product.apiUrl, body);
      expect(reply.status).toBe(400);
      expect(JSON.stringify(reply.body)).not.toContain("PLANTED");
    }
    expect((await new ApiClient(product.apiUrl).send("POST", "/v3/auth/tokens", "{bad")).code).toBe("KMS.0202");
  });

  test("makes the next one wait after ten wrong passwords in a row, a right one begins anew, and waiting looks like a wrong password", async () => {
    const own = await makeTenant(product);
    const mine = { account: own.account, name: own.userName, password: own.password };
    for (let round = 0; round < 9; round++) await requestToken(product.apiUrl, passwordRequest({ ...mine, password: "wrong" }, undefined));
    expect((await requestToken(product.apiUrl, passwordRequest(mine, undefined))).status).toBe(201);
    const refusals = [];
    for (let round = 0; round < 10; round++)
      refusals.push(await requestToken(product.apiUrl, passwordRequest({ ...mine, password: "wrong" }, undefined)));
    const wait = (until: string) =>
      sql(
        product.dataDir,
        `update throttle set open_at = now() + interval '${until}' where rule = 'place' and user_id = $1 and open_at > now()`,
        [own.userId],
      );
    // As if the machine were fast: five seconds are little for a test that shares it.
    await wait("1 minute");
    const waiting = await requestToken(product.apiUrl, passwordRequest(mine, undefined));
    expect([waiting.status, waiting.body.error_msg]).toEqual([401, refusals[0]?.body.error_msg]);
    await wait("-1 second");
    expect((await requestToken(product.apiUrl, passwordRequest(mine, undefined))).status).toBe(201);
  });
});

describe("permissions", () => {
  test("a viewer reads and does nothing else; a security administrator and a user without a role do not even read", async () => {
    const keyId = await tenant.client.createKey("watched");
    const ciphertext = (await tenant.client.call("encrypt-data", { key_id: keyId, plain_text: "x" })).body.cipher_text;
    const input = {
      key_id: keyId,
      key_alias: "fresh",
      key_description: "",
      pending_days: 7,
      plain_text: "x",
      cipher_text: ciphertext,
      destination_key_id: keyId,
    };
    // Typed by hand from design §8: what each role may do.
    const READS = ["listKeys", "searchKeys", "describeKey"];
    for (const [roles, allowed] of [
      [["KMS Viewer"], READS],
      [["Security Administrator"], []],
      [[], []],
      [["No Such Role", "__proto__"], []],
    ] as const) {
      const { client, userId } = await makeTenant(product, roles, tenant);
      for (const name of REST_OPERATION_NAMES.filter((operation) => operation in { ...keyOperations, ...dataOperations })) {
        const row = restRow(name);
        const reply = await client.send(row.method, row.path.replace(":project_id", tenant.projectId), JSON.stringify(input));
        const mayDo = (allowed as readonly string[]).includes(name);
        expect([roles, name, reply.status, reply.code]).toEqual([roles, name, mayDo ? 200 : 403, mayDo ? "" : "KMS.0307"]);
        if (!mayDo && row.traceName !== null) {
          expect(await tracesOf(product, reply.headers.get("x-request-id"))).toMatchObject([
            { trace_name: row.traceName, outcome: "warning", error_code: "KMS.0307", caller_id: userId },
          ]);
        }
      }
    }
    expect((await tenant.client.call("describe-key", { key_id: keyId })).body.key_info).toMatchObject({
      key_alias: "watched",
      key_state: "2",
    });
  });

  test("another project's key is not found, and another project's path is forbidden", async () => {
    const keyId = await tenant.client.createKey("mine");
    const stranger = await makeTenant(product);
    const cross = new ApiClient(product.apiUrl, stranger.client.token, tenant.projectId);
    for (const verb of [
      "describe-key",
      "enable-key",
      "disable-key",
      "schedule-key-deletion",
      "cancel-key-deletion",
      "update-key-alias",
      "update-key-description",
      "encrypt-data",
    ]) {
      const input = { key_id: keyId, pending_days: 7, key_alias: "x", key_description: "x", plain_text: "x" };
      const missing = await stranger.client.call(verb, input);
      expect([verb, missing.status, missing.code]).toEqual([verb, 404, "KMS.0207"]);
      const forbidden = await cross.call(verb, input);
      expect([verb, forbidden.status, forbidden.code]).toEqual([verb, 403, "KMS.0307"]);
      const [trace] = await tracesOf(product, forbidden.headers.get("x-request-id"));
      expect(trace?.alias ?? "").toBe("");
    }
    expect((await stranger.client.call("list-keys")).body.total).toBe(0);
  });
});

describe("the identity calls that clients make first", () => {
  test("version, projects, accounts and catalog answer", async () => {
    const anonymous = new ApiClient(product.apiUrl);
    for (const path of ["/v3", "/v3/"])
      expect((await anonymous.send("GET", path)).body.version).toMatchObject({ id: "v3.14", status: "stable" });
    expect((await anonymous.send("GET", "/v1.0")).body.version.id).toBe("v1.0");
    expect((await anonymous.send("GET", "/")).body.versions[0].id).toBe("v1.0");
    const { client } = tenant;
    expect((await client.send("GET", "/v3/auth/projects")).body.projects).toMatchObject([
      { id: tenant.projectId, name: tenant.projectName, domain_id: tenant.accountId, enabled: true },
    ]);
    expect((await client.send("GET", "/v3/auth/domains")).body.domains).toMatchObject([{ id: tenant.accountId }]);
    expect((await client.send("GET", "/v3/auth/catalog")).body.catalog.map((entry: { type: string }) => entry.type)).toEqual([
      "identity",
      "kms",
      "kmsv1",
    ]);
    for (const path of ["/v3/auth/projects", "/v3/auth/domains", "/v3/auth/catalog", "/v3/auth/tokens"])
      expect((await anonymous.send("GET", path)).status).toBe(401);
  });
});
