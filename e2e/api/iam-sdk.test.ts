/** The identity API driven by the family's own SDK, as published: users, groups, memberships, projects and access keys. */
import { randomBytes } from "node:crypto";
import { BasicCredentials, GlobalCredentials } from "@huaweicloud/huaweicloud-sdk-core";
import { IamClient } from "@huaweicloud/huaweicloud-sdk-iam/v3/IamClient.js";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { passwordRequest, requestToken, signIn } from "../harness/api-client";
import { sql } from "../harness/database";
import { makeAccessKey } from "../harness/signed-client";
import { makeTenant, type Tenant } from "../harness/tenant";

const product = inject("product");
// biome-ignore lint/suspicious/noExplicitAny: a reply is whatever the server says; the assertions find out.
type Call = (request?: object) => Promise<any>;
type Iam = { readonly [M in keyof IamClient]: Call };
const ADMINISTRATOR = "8f2c1d0e5b7a4c39a6d4e1f09b3c7a51";

/** The SDK's own place for another proof of who asks. */
class TokenCredentials extends GlobalCredentials {
  readonly #token: string;
  readonly #projectId: string;

  constructor(token: string, projectId: string) {
    super({});
    [this.#token, this.#projectId] = [token, projectId];
  }

  override async processAuthRequest(...[, request]: Parameters<GlobalCredentials["processAuthRequest"]>) {
    return Object.assign(request, {
      url: request.url?.replace("{project_id}", this.#projectId),
      headers: { ...request.headers, "X-Auth-Token": this.#token },
    });
  }
}

const clientWith = (credential: BasicCredentials | GlobalCredentials): Iam =>
  IamClient.newBuilder().withCredential(credential).withEndpoint(product.apiUrl).build() as unknown as Iam;

let tenant: Tenant;
const clients: Record<string, Iam> = {};
/** The same, with the project that the SDK puts into paths by itself. */
const clientsIn: Record<string, (projectId: string) => Iam> = {};

beforeAll(async () => {
  tenant = await makeTenant(product, ["Security Administrator"]);
  await sql(
    product.dataDir,
    "update role_assignment set project_id = null, scope = 'allProjects' where group_id in (select group_id from group_member where user_id = $1)",
    [tenant.userId],
  );
  const { access, secret } = await makeAccessKey(product, tenant);
  const who = { account: tenant.account, name: tenant.userName, password: tenant.password };
  const { token } = await signIn(product.apiUrl, who, { domain: { name: tenant.account } });
  clients["an access key"] = clientWith(new GlobalCredentials().withAk(access).withSk(secret).withDomainId(tenant.accountId));
  clientsIn["an access key"] = (projectId) => clientWith(new BasicCredentials().withAk(access).withSk(secret).withProjectId(projectId));
  clients["a token"] = clientWith(new TokenCredentials(token, ""));
  clientsIn["a token"] = (projectId) => clientWith(new TokenCredentials(token, projectId));
});

const unique = (what: string) => `${what}-${randomBytes(5).toString("hex")}`;
const statusOf = (call: Promise<unknown>) =>
  call.then(
    (reply) => (reply as { httpStatusCode: number }).httpStatusCode,
    (error) => (error as { httpStatusCode: number }).httpStatusCode,
  );

describe.each(["an access key", "a token"])("with %s the SDK", (by) => {
  const iam: Iam = new Proxy({} as Iam, {
    get: (_, name: keyof IamClient) => (request?: object) => {
      const client = clients[by] as Iam;
      return client[name].call(client, request);
    },
  });

  const inProject = (projectId: string) => (clientsIn[by] as (id: string) => Iam)(projectId);

  test("makes, shows, lists, changes and deletes a user in the calls of Keystone", async () => {
    const name = unique("sdk");
    const password = randomBytes(12).toString("hex");
    const made = await iam.keystoneCreateUser({ body: { user: { name, password, domain_id: tenant.accountId, description: "d" } } });
    const { id } = made.user;
    expect([made.httpStatusCode, made.user]).toEqual([
      201,
      expect.objectContaining({ name, domain_id: tenant.accountId, enabled: true, description: "d", pwd_status: true }),
    ]);
    expect((await iam.keystoneShowUser({ user_id: id })).user).toEqual(made.user);
    expect((await iam.keystoneListUsers({ name, domain_id: tenant.accountId })).users).toEqual([made.user]);
    expect((await iam.keystoneListUsers({ name, enabled: false })).users).toEqual([]);
    const changed = await iam.keystoneUpdateUserByAdmin({ user_id: id, body: { user: { description: "e", enabled: false } } });
    expect(changed.user).toMatchObject({ id, description: "e", enabled: false });
    expect(await statusOf(iam.keystoneDeleteUser({ user_id: id }))).toBe(204);
    expect(await statusOf(iam.keystoneShowUser({ user_id: id }))).toBe(404);
  });

  test("makes, shows and changes a user as a person", async () => {
    const name = unique("sdk");
    const person = { name, domain_id: tenant.accountId, email: "SDK@Example.com", areacode: "0049", phone: "123", access_mode: "default" };
    const made = await iam.createUser({ body: { user: { ...person, xuser_type: "TenantIdp", xuser_id: "x-1", enabled: true } } });
    const { id } = made.user;
    expect(made.user).toMatchObject({ name, email: "sdk@example.com", areacode: "0049", phone: "123", status: null, xuser_id: "x-1" });
    expect((await iam.showUser({ user_id: id })).user).toEqual(made.user);
    const changed = await iam.updateUser({ user_id: id, body: { user: { email: "b@example.com", xuser_id: "", xuser_type: "" } } });
    expect(changed.user).toMatchObject({ id, email: "b@example.com", xuser_id: "", phone: "123" });
    await expect(iam.createUser({ body: { user: { ...person, name: name.replace("s", "ѕ") } } })).rejects.toMatchObject({
      httpStatusCode: 409,
      errorMsg: expect.stringContaining("looks like"),
    });
    await expect(iam.createUser({ body: { user: { ...person, name: unique("x"), email: "nobody" } } })).rejects.toMatchObject({
      httpStatusCode: 400,
      errorMsg: expect.stringContaining("e-mail"),
    });
  });

  test("makes groups, and members of them, who then have what the group has", async () => {
    const made = await iam.keystoneCreateGroup({
      body: { group: { name: unique("sdk"), description: "d", domain_id: tenant.accountId } },
    });
    const { id } = made.group;
    expect(made.group).toMatchObject({ description: "d", create_time: expect.any(Number) });
    expect((await iam.keystoneListGroups({ name: made.group.name })).groups).toEqual([made.group]);
    const password = randomBytes(12).toString("hex");
    const { user } = await iam.keystoneCreateUser({ body: { user: { name: unique("sdk"), password } } });
    const membership = { group_id: id, user_id: user.id };
    expect(await statusOf(iam.keystoneCheckUserInGroup(membership))).toBe(404);
    expect(await statusOf(iam.keystoneAddUserToGroup(membership))).toBe(204);
    expect(await statusOf(iam.keystoneCheckUserInGroup(membership))).toBe(204);
    expect((await iam.keystoneListUsersForGroupByAdmin({ group_id: id })).users).toEqual([user]);
    expect((await iam.keystoneListGroupsForUser({ user_id: user.id })).groups).toEqual([made.group]);
    const role = { group_id: id, role_id: ADMINISTRATOR };
    expect(await statusOf(inProject(tenant.projectId).keystoneAssociateGroupWithProjectPermission(role))).toBe(204);
    const client = await signIn(
      product.apiUrl,
      { account: tenant.account, name: user.name, password },
      { project: { id: tenant.projectId } },
    );
    expect((await client.call("list-keys")).status).toBe(200);
    expect((await iam.keystoneListProjectsForUser({ user_id: user.id })).projects).toMatchObject([{ id: tenant.projectId }]);
    expect(await statusOf(iam.keystoneRemoveUserFromGroup(membership))).toBe(204);
    expect((await client.call("list-keys")).status).toBe(403);
    expect((await iam.keystoneUpdateGroup({ group_id: id, body: { group: { description: "e" } } })).group.description).toBe("e");
    expect((await iam.keystoneShowGroup({ group_id: id })).group.description).toBe("e");
    expect(await statusOf(iam.keystoneDeleteGroup({ group_id: id }))).toBe(204);
    expect(await statusOf(iam.keystoneShowGroup({ group_id: id }))).toBe(404);
  });

  test("makes, finds, pages and changes projects", async () => {
    const name = `eu-de_${randomBytes(5).toString("hex")}`;
    const made = await iam.keystoneCreateProject({ body: { project: { name, parent_id: tenant.accountId, description: "d" } } });
    expect(made.project).toMatchObject({ name, domain_id: tenant.accountId, enabled: true, is_domain: false });
    const { id } = made.project;
    expect((await inProject(id).keystoneShowProject()).project).toEqual(made.project);
    const found = await iam.keystoneListProjects({
      name,
      domain_id: tenant.accountId,
      enabled: true,
      is_domain: false,
      page: 1,
      per_page: 10,
    });
    expect(found.projects).toEqual([made.project]);
    const changed = await inProject(id).keystoneUpdateProject({ body: { project: { description: "e", enabled: false } } });
    expect(changed.project).toMatchObject({ id, name, description: "e", enabled: false });
    const again = await inProject(id).keystoneUpdateProject({ body: { project: { enabled: true } } });
    expect(again.project).toMatchObject({ id, description: "e", enabled: true });
    const own = await iam.keystoneListAuthDomains();
    expect(own.domains).toMatchObject([{ id: tenant.accountId, name: tenant.account }]);
  });

  test("makes policies, and gives them to groups in a project, on the account and in all projects", async () => {
    const name = unique("sdk");
    const document = {
      Version: "1.1",
      Statement: [
        { Effect: "Deny", Action: ["kms:cmk:update", "kms:cmk:*"], Resource: ["KMS:*:*:alias:locked/*"] },
        { Effect: "Allow", Action: ["kms:cmk:list", "kms:cmk:get"], Condition: { StringEquals: { "kms:KeyUsage": ["ENCRYPT_DECRYPT"] } } },
      ],
    };
    const written = { display_name: name, type: "XA", description: "d", policy: document };
    const made = await iam.createCloudServiceCustomPolicy({ body: { role: written } });
    const { id } = made.role;
    expect([made.httpStatusCode, made.role]).toEqual([201, expect.objectContaining({ ...written, catalog: "CUSTOMED", references: 0 })]);
    expect((await iam.showCustomPolicy({ role_id: id })).role).toEqual(made.role);
    expect((await iam.keystoneShowPermission({ role_id: id })).role).toEqual(made.role);
    const listed = await iam.listCustomPolicies({ page: 1, per_page: 300 });
    expect([listed.roles.length, listed.total_number]).toEqual([listed.total_number, expect.any(Number)]);
    expect(listed.roles).toContainEqual(made.role);
    expect((await iam.keystoneListPermissions({ domain_id: tenant.accountId, display_name: name })).roles).toEqual([made.role]);
    expect((await iam.keystoneListPermissions({ name: "kms_adm", permission_type: "role" })).roles).toMatchObject([{ id: ADMINISTRATOR }]);
    await expect(iam.createCloudServiceCustomPolicy({ body: { role: written } })).rejects.toMatchObject({ httpStatusCode: 409 });
    const { group } = await iam.keystoneCreateGroup({ body: { group: { name } } });
    const [byProject, byAccount] = [
      { group_id: group.id, role_id: id },
      { domain_id: tenant.accountId, group_id: group.id, role_id: id },
    ];
    const there = inProject(tenant.projectId);
    const places: [Call, Call, Call, Call, object][] = [
      [
        (request) => there.keystoneAssociateGroupWithProjectPermission(request),
        (request) => there.keystoneCheckProjectPermissionForGroup(request),
        (request) => there.keystoneListProjectPermissionsForGroup(request),
        (request) => there.keystoneRemoveProjectPermissionFromGroup(request),
        byProject,
      ],
      [
        iam.keystoneAssociateGroupWithDomainPermission,
        iam.keystoneCheckDomainPermissionForGroup,
        iam.keystoneListDomainPermissionsForGroup,
        iam.keystoneRemoveDomainPermissionFromGroup,
        byAccount,
      ],
      [
        iam.updateDomainGroupInheritRole,
        iam.keystoneCheckroleForGroup,
        iam.keystoneListAllProjectPermissionsForGroup,
        iam.deleteDomainGroupInheritedRole,
        byAccount,
      ],
    ];
    for (const [attach, check, list, detach, place] of places) {
      expect(await statusOf(check(place))).toBe(404);
      expect([await statusOf(attach(place)), await statusOf(check(place))]).toEqual([204, 204]);
      expect((await list(place)).roles).toMatchObject([{ id, display_name: name }]);
      const { role_assignments: held } = await iam.showDomainRoleAssignments({
        domain_id: tenant.accountId,
        "subject.group_id": group.id,
      });
      expect(held).toMatchObject([{ group: { id: group.id }, role: { id } }]);
      expect([await statusOf(detach(place)), await statusOf(detach(place))]).toEqual([204, 404]);
      expect((await list(place)).roles).toEqual([]);
    }
    const changed = await iam.updateCloudServiceCustomPolicy({ role_id: id, body: { role: { ...written, description: "e", type: "AX" } } });
    expect(changed.role).toMatchObject({ ...written, id, description: "e", type: "AX" });
    expect(await statusOf(iam.deleteCustomPolicy({ role_id: id }))).toBe(200);
    expect(await statusOf(iam.showCustomPolicy({ role_id: id }))).toBe(404);
  });

  test("signs in, exchanges and shows tokens, and changes the own password", async () => {
    const [name, password, next] = [unique("sdk"), randomBytes(12).toString("hex"), randomBytes(12).toString("hex")];
    const { user } = await iam.keystoneCreateUser({ body: { user: { name, password } } });
    const byPassword = (scope?: object) => ({
      body: {
        auth: {
          identity: { methods: ["password"], password: { user: { name, password, domain: { name: tenant.account } } } },
          ...(scope && { scope }),
        },
      },
    });
    const plain = await iam.keystoneCreateUserTokenByPassword(byPassword());
    const token = plain["X-Subject-Token"];
    expect(plain.token).toMatchObject({ methods: ["password"], user: { id: user.id, domain: { id: tenant.accountId } }, roles: [] });
    const own = clientWith(new TokenCredentials(token, ""));
    const exchanged = await own.keystoneCreateScopedToken({
      body: { auth: { identity: { methods: ["token"], token: { id: token } }, scope: { domain: { id: tenant.accountId } } } },
    });
    expect(exchanged.token).toMatchObject({ domain: { id: tenant.accountId }, user: { id: user.id } });
    expect((await own.keystoneValidateToken({ "X-Subject-Token": token })).token).toEqual(plain.token);
    expect((await own.keystoneValidateToken({ "X-Subject-Token": token, nocatalog: "true" })).token).not.toHaveProperty("catalog");
    expect((await own.keystoneShowUser({ user_id: user.id })).user.id).toBe(user.id);
    const change = (original_password: string) =>
      own.keystoneUpdateUserPassword({ user_id: user.id, body: { user: { original_password, password: next } } });
    await expect(change("wrong")).rejects.toMatchObject({ httpStatusCode: 400 });
    expect(await statusOf(change(password))).toBe(204);
    await expect(iam.keystoneCreateUserTokenByPassword(byPassword())).rejects.toMatchObject({ httpStatusCode: 401 });
  });

  test("makes, shows, switches off and deletes an access key", async () => {
    const { user } = await iam.keystoneCreateUser({ body: { user: { name: unique("sdk") } } });
    const made = await iam.createPermanentAccessKey({ body: { credential: { user_id: user.id, description: "d" } } });
    const { access, secret } = made.credential;
    expect([made.httpStatusCode, access, secret]).toEqual([201, expect.stringMatching(/^[A-Z0-9]{20}$/), expect.any(String)]);
    const of = clientWith(new GlobalCredentials().withAk(access).withSk(secret).withDomainId(tenant.accountId));
    expect((await of.keystoneShowUser({ user_id: user.id })).user.id).toBe(user.id);
    expect((await iam.listPermanentAccessKeys({ user_id: user.id })).credentials).toMatchObject([{ access, status: "active" }]);
    const off = await iam.updatePermanentAccessKey({ access_key: access, body: { credential: { status: "inactive" } } });
    expect(off.credential).toMatchObject({ access, status: "inactive", description: "d" });
    expect(await statusOf(of.keystoneShowUser({ user_id: user.id }))).toBe(401);
    expect((await iam.showPermanentAccessKey({ access_key: access })).credential).not.toHaveProperty("secret");
    expect(await statusOf(iam.deletePermanentAccessKey({ access_key: access }))).toBe(204);
    expect(await statusOf(iam.showPermanentAccessKey({ access_key: access }))).toBe(404);
  });

  test("is told what it may not, as the family tells it", async () => {
    const own = await makeTenant(product, ["KMS Administrator"], tenant);
    const { access, secret } = await makeAccessKey(product, own);
    const of = clientWith(new GlobalCredentials().withAk(access).withSk(secret).withDomainId(tenant.accountId));
    await expect(of.keystoneListUsers({})).rejects.toMatchObject({
      httpStatusCode: 403,
      errorMsg: expect.stringContaining("permission"),
    });
    await iam.updateUser({ user_id: own.userId, body: { user: { enabled: false } } });
    await expect(of.showUser({ user_id: own.userId })).rejects.toMatchObject({ httpStatusCode: 401 });
    const again = await requestToken(
      product.apiUrl,
      passwordRequest({ account: own.account, name: own.userName, password: own.password }, undefined),
    );
    expect(again.status).toBe(401);
  });
});
