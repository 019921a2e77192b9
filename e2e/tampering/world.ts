/**
 * What a tenant of the test has: keys, and people of every kind, in two accounts. It is made by the same calls each time, so that two of
 * them are twins. Between the steps somebody may look at the rows, so that what was taken back since is known as it was.
 */
import { randomBytes } from "node:crypto";
import { codeAtStep, stepAt } from "#lib/iam/one-time-code/one-time-code";
import { type ApiClient, passwordRequest, type Reply, signIn } from "../harness/api-client";
import { ConsoleSide } from "../harness/console-side";
import { sql } from "../harness/database";
import { grantTo } from "../harness/grants";
import type { Product } from "../harness/product";
import { sendRaw } from "../harness/send-raw";
import { SignedClient, signInSecurityAdministrator } from "../harness/signed-client";
import { makeTenant, type Tenant } from "../harness/tenant";
import { PlainClient } from "./plain-client";

export type Caller = Pick<ApiClient, "call" | "projectId"> & {
  send(method: string, path: string, body?: string): Promise<Reply>;
};
type Person = { readonly id: string; readonly name: string; readonly password: string };

export type World = {
  readonly product: Product;
  readonly home: Tenant;
  readonly other: Tenant;
  /** What it is called, by the ID or name that it has in this tenant. */
  readonly labels: Map<string, string>;
  readonly callers: Readonly<Record<string, Caller>>;
  readonly people: Readonly<Record<string, Person>>;
  readonly groups: Readonly<Record<string, string>>;
  readonly policies: Readonly<Record<string, string>>;
  /** A project that is disabled. */
  readonly closedProject: string;
  readonly keys: Readonly<Record<string, string>>;
  /** Of keys by name, and of older versions of them. */
  readonly ciphertexts: Readonly<Record<string, string>>;
  readonly publicKey: string;
  readonly mac: string;
  readonly madeAt: Date;
};

const VIEWER_ROLE = "3a9e6b42d15f4870b8c2f7d60e914c8d";
const ADMINISTRATOR_ROLE = "8f2c1d0e5b7a4c39a6d4e1f09b3c7a51";
const USE = { Effect: "Allow", Action: ["kms:cmk:crypto", "kms:cmk:get", "kms:cmk:list"] };
const TAGGED = { StringEquals: { "g:ResourceTag/env": ["prod"] } };
export const MESSAGE = { message: "bWVzc2FnZQ==", message_type: "RAW" };

async function makePlainTenant(product: Product): Promise<Tenant> {
  const tenant = await makeTenant(product);
  return { ...tenant, client: PlainClient.like(tenant.client) };
}

function done(reply: Reply): Reply {
  if (reply.status >= 300) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`);
  return reply;
}

/** @param look is called between the steps */
export async function makeWorld(product: Product, look: (accounts: readonly string[]) => Promise<void>): Promise<World> {
  const [home, other] = [await makePlainTenant(product), await makePlainTenant(product)];
  const security = PlainClient.like(await signInSecurityAdministrator(product, home));
  const admin = home.client;
  const labels = new Map<string, string>();
  for (const [name, tenant] of Object.entries({ home, other })) {
    for (const what of ["account", "accountId", "projectId", "projectName", "userId", "userName"] as const)
      labels.set(tenant[what], `<${name} ${what}>`);
  }
  // Groups and people that were made by rows.
  const made = await sql<{ id: string; name: string; label: string }>(
    product.dataDir,
    `select g.id, g.name, 'group of ' || coalesce(string_agg(r.role, ','), '') as label from iam_group g left join role_assignment r on r.group_id = g.id
     where g.account_id = any($1) group by g.id union all select id, name, 'security' from iam_user where account_id = any($1) and name like 'security-%'`,
    [[home.accountId, other.accountId]],
  );
  for (const { id, name, label } of made) labels.set(id, `<${label}>`).set(name, `<name of ${label}>`);
  const seen = () => look([home.accountId, other.accountId]);
  const iam = async (method: string, path: string, body?: object) =>
    done(await security.send(method, path, body === undefined ? undefined : JSON.stringify(body))).body;

  const closed = (await iam("POST", "/v3/projects", { project: { name: `eu-de_${randomBytes(4).toString("hex")}` } })).project;
  labels.set(closed.id, "<closed project>").set(closed.name, "<name of closed project>");

  const groups: Record<string, string> = {};
  const policies: Record<string, string> = {};
  const people: Record<string, Person> = {};
  const makeGroup = async (name: string) => {
    groups[name] = (await iam("POST", "/v3/groups", { group: { name } })).group.id;
    labels.set(groups[name] as string, `<group ${name}>`);
  };
  const makePolicy = async (name: string, ...Statement: object[]) => {
    const { role } = await iam("POST", "/v3.0/OS-ROLE/roles", {
      role: { display_name: name, type: "XA", description: "", policy: { Version: "1.1", Statement } },
    });
    policies[name] = role.id;
    labels.set(role.id, `<policy ${name}>`).set(role.name, `<name of policy ${name}>`);
  };
  const makePerson = async (name: string, ...of: string[]) => {
    const make = async (): Promise<[Reply, string]> => {
      const password = randomBytes(12).toString("hex");
      return [await security.send("POST", "/v3/users", JSON.stringify({ user: { name, password } })), password];
    };
    let [reply, password] = await make();
    // One in many is taken for a password of many.
    while (reply.code === "IAM.1118") [reply, password] = await make();
    const { id } = done(reply).body.user;
    people[name] = { id, name, password };
    labels.set(id, `<user ${name}>`);
    for (const group of of) await iam("PUT", `/v3/groups/${groups[group]}/users/${id}`);
  };
  const give = (group: string, role: string, project = home.projectId) =>
    iam("PUT", `/v3/projects/${project}/groups/${groups[group]}/roles/${role}`);

  for (const name of ["viewers", "users", "guarded", "administrators"]) await makeGroup(name);
  await makePolicy("use", USE);
  await makePolicy("guard", { Effect: "Deny", Action: ["kms:cmk:crypto"], Condition: TAGGED });
  await makePolicy("wide", USE, { Effect: "Allow", Action: ["kms:cmk:update"] });
  await give("viewers", VIEWER_ROLE);
  await give("administrators", ADMINISTRATOR_ROLE);
  await give("viewers", ADMINISTRATOR_ROLE, closed.id);
  await give("users", policies.use as string);
  await give("users", policies.wide as string);
  await give("guarded", policies.guard as string);
  await makePerson("viewer", "viewers");
  await makePerson("limited", "users");
  await makePerson("guarded", "users", "guarded");
  await makePerson("nobody");
  await makePerson("grantee");
  await makePerson("signer", "users");
  await makePerson("disabled", "administrators");
  await makePerson("removed", "administrators");
  await makePerson("careful", "viewers");
  await makePerson("away", "administrators");
  await makePerson("changing");
  const signInAs = async (name: string, id = home.projectId) => {
    const { password } = people[name] as Person;
    return PlainClient.like(await signIn(product.apiUrl, { account: home.account, name, password }, { project: { id } }));
  };
  const callers: Record<string, Caller> = { admin, security, stranger: other.client };
  for (const name of Object.keys(people).filter((name) => name !== "away" && name !== "careful")) callers[name] = await signInAs(name);
  callers.leaving = await signInAs("viewer");
  callers.closed = await signInAs("viewer", closed.id);
  // Time is never put back: no row of these was ever seen with a later one.
  callers.expired = await signInAs("removed");
  callers.idle = await ConsoleSide.signIn(
    product,
    { account: home.account, userName: "away", password: people.away?.password as string },
    { project: { id: home.projectId } },
  );
  await leaveAlone(people.away as Person);
  await sql(product.dataDir, "update auth_token set expires_at = now() - interval '1 minute' where user_id = $1", [people.removed?.id]);
  await seen();

  const keys: Record<string, string> = {};
  const makeKey = async (name: string, more: object = {}) => {
    keys[name] = await admin.createKey(name, { ...more });
    labels.set(keys[name] as string, `<key ${name}>`);
  };
  for (const name of ["main", "second", "resting", "due", "turned", "changing"]) await makeKey(name);
  await makeKey("signing", { key_spec: "EC_P256" });
  await makeKey("mac", { key_spec: "HMAC_256", key_usage: "GENERATE_VERIFY_MAC" });
  keys.closed = await (callers.closed as ApiClient).createKey("closed");
  labels.set(keys.closed, "<key closed>");
  const id = (name: string) => keys[name] as string;
  const tag = async (name: string, key: string, value: string) =>
    done(await admin.send("POST", `/v1.0/${home.projectId}/kms/${id(name)}/tags`, JSON.stringify({ tag: { key, value } })));
  for (const name of ["second", "resting", "due"]) await tag(name, "env", "test");
  const encrypt = async (name: string, text: string) =>
    done(await admin.call("encrypt-data", { key_id: id(name), plain_text: text })).body.cipher_text as string;
  const ciphertexts: Record<string, string> = {};
  for (const name of ["main", "second", "resting", "due", "turned"]) ciphertexts[name] = await encrypt(name, `of ${name}`);
  done(await admin.call("rotate-on-demand", { key_id: id("turned") }));
  ciphertexts["turned anew"] = await encrypt("turned", "of turned anew");
  const alias = (name: string, key: string) =>
    admin.send("POST", `/v1.0/${home.projectId}/kms/aliases`, JSON.stringify({ key_id: id(key), alias: `alias/${name}` }));
  done(await alias("app", "main"));
  done(await alias("second", "second"));
  const [publicKey, mac] = [
    done(await admin.call("get-publickey", { key_id: id("signing") })).body.public_key as string,
    done(await admin.call("generate-mac", { key_id: id("mac"), message: MESSAGE.message, mac_algorithm: "HMAC_SHA_256" })).body
      .mac as string,
  ];
  const grant = async (name: string, key: string, grantee: string, operations: string[], more: object = {}) => {
    const made = await grantTo(admin, id(key), grantee, operations, { name, ...more });
    labels.set(made, `<grant ${name}>`);
    return made;
  };
  await grant("for-stranger", "main", other.userId, ["encrypt-data", "describe-key"], { retiring_principal: other.userId });
  await grant("for-grantee", "turned", people.grantee?.id as string, ["encrypt-data", "decrypt-data", "describe-key"]);
  await grant("for-account", "second", other.accountId, ["describe-key"], { grantee_principal_type: "domain" });
  await grantTo(callers.closed as ApiClient, keys.closed, other.userId, ["encrypt-data", "describe-key"]);
  const revoked = await grant("revoked", "main", people.nobody?.id as string, ["encrypt-data", "decrypt-data", "describe-key"]);
  const credential = async (name: string, person: string, status?: string) => {
    const made = (await iam("POST", "/v3.0/OS-CREDENTIAL/credentials", { credential: { user_id: people[person]?.id, description: name } }))
      .credential;
    labels.set(made.access, `<access key ${name}>`);
    callers[name] = new SignedClient(product.apiUrl, { access: made.access, secret: made.secret }, home.projectId);
    return () => iam("PUT", `/v3.0/OS-CREDENTIAL/credentials/${made.access}`, { credential: { status } });
  };
  await credential("signed", "signer");
  const disableCredential = await credential("signed by a disabled key", "limited", "inactive");
  await setUpCodes(people.careful as Person);
  await seen();

  // What was so once, and is no more.
  done(await admin.call("revoke-grant", { key_id: id("main"), grant_id: revoked }));
  done(await admin.call("disable-key", { key_id: id("resting") }));
  done(await admin.call("schedule-key-deletion", { key_id: id("due"), pending_days: "7" }));
  await seen();
  await tag("main", "env", "prod");
  done(await alias("moved", "second"));
  done(
    await admin.send(
      "POST",
      `/v1.0/${home.projectId}/kms/alias/associate`,
      JSON.stringify({ target_key_id: id("main"), alias: "alias/moved" }),
    ),
  );
  await seen();
  await iam("PATCH", `/v3/users/${people.disabled?.id}`, { user: { enabled: false } });
  await iam("DELETE", `/v3/groups/${groups.administrators}/users/${people.removed?.id}`);
  await iam("DELETE", `/v3/projects/${home.projectId}/groups/${groups.users}/roles/${policies.wide}`);
  await iam("PATCH", `/v3.0/OS-ROLE/roles/${policies.wide}`, {
    role: { policy: { Version: "1.1", Statement: [{ Effect: "Allow", Action: ["kms:cmk:list"] }] } },
  });
  await disableCredential();
  const leaving = callers.leaving as ApiClient;
  done(await leaving.send("DELETE", "/v3/auth/tokens", undefined, { "X-Subject-Token": leaving.token }));
  await iam("PATCH", `/v3/projects/${closed.id}`, { project: { enabled: false } });
  await seen();
  callers.removed = await signInAs("removed");
  await seen();
  return {
    product,
    home,
    other,
    labels,
    callers,
    people,
    groups,
    policies,
    closedProject: closed.id,
    keys,
    ciphertexts,
    publicKey,
    mac,
    madeAt: new Date(),
  };

  /** As time would. The session has another ID then, so that nothing that was noted of its use keeps it alive. */
  async function leaveAlone({ id: user }: Person): Promise<void> {
    const changed =
      "json_build_object('id', md5(s.id), 'idle_until', now() - interval '1 minute', 'last_used_at', now() - interval '1 hour')";
    for (const statement of [
      `insert into session select (json_populate_record(s, ${changed})).* from session s where s.user_id = $1`,
      "update auth_token set session_id = md5(session_id) where user_id = $1",
      "delete from session where user_id = $1 and idle_until > now()",
    ])
      await sql(product.dataDir, statement, [user]);
  }

  /** Somebody who must show a code from then on. */
  async function setUpCodes({ id: user, name, password }: Person): Promise<void> {
    const own = await signIn(product.apiUrl, { account: home.account, name, password }, undefined);
    const device = { virtual_mfa_device: { name: "phone", user_id: user } };
    const made = done(await own.send("POST", "/v3.0/OS-MFA/virtual-mfa-devices", JSON.stringify(device))).body.virtual_mfa_device;
    labels.set(made.serial_number, "<phone>");
    const code = codeAtStep(made.base32_string_seed, stepAt(new Date()));
    const path = `/v3.0/OS-MFA/users/${user}/virtual-mfa-device`;
    done(await own.send("PUT", path, JSON.stringify({ authentication_code: code })));
  }
}

/** Signs in by password, as anybody may try. */
export function trySignIn({ product, home }: World, name: string, password: string): Promise<Reply> {
  const body = passwordRequest({ account: home.account, name, password }, { project: { id: home.projectId } });
  const headers = { Host: new URL(product.apiUrl).host, "Content-Type": "application/json" };
  return sendRaw(product.apiUrl, "POST", "/v3/auth/tokens", headers, JSON.stringify(body));
}
