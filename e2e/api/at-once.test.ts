/** Everything that changes the same few things at the same moment: whatever comes of each call, no race ends in a fault of the product's. */
import { randomBytes, randomInt } from "node:crypto";
import { beforeAll, expect, inject, test } from "vitest";
import { type ApiClient, passwordRequest, type Reply, requestToken } from "../harness/api-client";
import { connect, sql } from "../harness/database";
import { makeTenant, type Tenant, tracesOf } from "../harness/tenant";

const product = inject("product");
const AT_ONCE = 12;
const ROUNDS = 10;

let owner: Tenant;
let admin: Tenant;
beforeAll(async () => {
  owner = await makeTenant(product);
  admin = await makeAdministrator();
});

async function makeAdministrator(inAccount?: Tenant): Promise<Tenant> {
  const made = await makeTenant(product, ["Security Administrator"], inAccount);
  await sql(
    product.dataDir,
    "update role_assignment set project_id = null, scope = 'allProjects' where group_id in (select group_id from group_member where user_id = $1)",
    [made.userId],
  );
  return made;
}

const anyOf = <T>(some: readonly T[]): T => some[randomInt(some.length)] as T;
const json = (client: ApiClient, method: string, path: string, body?: object) =>
  client.send(method, path, body === undefined ? undefined : JSON.stringify(body));

/** Makes some of the calls at once, again and again. @returns what was a fault */
async function tryAtOnce(calls: readonly (() => Promise<Reply>)[]): Promise<unknown[]> {
  const faults: unknown[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const replies = await Promise.all(Array.from({ length: AT_ONCE }, () => anyOf(calls)()));
    for (const { status, body, headers } of replies) {
      if (status >= 500) faults.push([status, body, await tracesOf(product, headers.get("x-request-id"))]);
    }
  }
  return faults;
}

test("a few keys, with their names, tags, grants and states", async () => {
  const { client, projectId } = owner;
  const keys = [await client.createKey("one"), await client.createKey("two")];
  const grantIds: string[] = ["0".repeat(64)];
  const ofKey = (more: () => object = () => ({})) => ({ key_id: anyOf(keys), ...more() });
  const call = (verb: string, more?: () => object) => () => client.call(verb, ofKey(more));
  const at = (path: string) => `/v1.0/${projectId}/kms/${path}`;
  const tag = () => ({ key: anyOf(["a", "b", "c"]), value: anyOf(["1", "2"]) });
  const alias = () => anyOf(["alias/x", "alias/y"]);
  const faults = await tryAtOnce([
    call("enable-key"),
    call("disable-key"),
    call("schedule-key-deletion", () => ({ pending_days: "7" })),
    call("cancel-key-deletion"),
    call("cancel-key-deletion"),
    call("update-key-alias", () => ({ key_alias: anyOf(["one", "two", "three"]) })),
    call("update-key-description", () => ({ key_description: anyOf(["", "described"]) })),
    call("enable-key-rotation"),
    call("disable-key-rotation"),
    call("update-key-rotation-interval", () => ({ rotation_interval: 90 })),
    call("rotate-on-demand"),
    call("encrypt-data", () => ({ plain_text: "x" })),
    call("replace-key", () => ({ key_alias: `new-${randomBytes(4).toString("hex")}`, tag_keys: ["a"] })),
    async () => {
      const reply = await client.call(
        "create-grant",
        ofKey(() => ({ grantee_principal: admin.userId, operations: ["describe-key"] })),
      );
      if (reply.status === 200) grantIds.push(reply.body.grant_id);
      return reply;
    },
    call("revoke-grant", () => ({ grant_id: anyOf(grantIds) })),
    () => client.call("create-key", { key_alias: anyOf(["one", "two", "three"]) }),
    () =>
      client.call("batch-change-keys", {
        action: anyOf(["enable", "disable", "cancel_deletion"]),
        key_ids: anyOf([keys, [...keys].reverse()]),
      }),
    () => client.call("batch-change-keys", { action: anyOf(["create_tags", "delete_tags"]), key_ids: keys, tags: [tag()] }),
    () => json(client, "POST", at(`${anyOf(keys)}/tags`), { tag: tag() }),
    () => json(client, "DELETE", at(`${anyOf(keys)}/tags/${tag().key}`)),
    () => json(client, "POST", at("aliases"), { key_id: anyOf(keys), alias: alias() }),
    () => json(client, "POST", at("alias/associate"), { target_key_id: anyOf(keys), alias: alias() }),
    () => json(client, "DELETE", at("aliases"), { key_id: anyOf(keys), aliases: anyOf([["alias/x"], ["alias/x", "alias/y"]]) }),
  ]);
  expect(faults).toEqual([]);
});

test("a few users and groups, with their roles, access keys and tokens", async () => {
  const { client, account, accountId } = admin;
  const names = ["user-a", "user-b", "user-c"];
  const groupNames = ["group-a", "group-b"];
  const password = randomBytes(12).toString("hex");
  const users: string[] = [];
  const groups: string[] = [];
  const credentials: string[] = ["A".repeat(20)];
  const { roles } = (await json(client, "GET", "/v3/roles")).body as { roles: { id: string }[] };
  const add = async (to: string[], kind: "user" | "group", body: object) => {
    const reply = await json(client, "POST", `/v3/${kind}s`, { [kind]: body });
    if (reply.status === 201) to.push(reply.body[kind].id);
    return reply;
  };
  const addUser = () => add(users, "user", { name: anyOf(names), password });
  const addGroup = () => add(groups, "group", { name: anyOf(groupNames) });
  await Promise.all([addUser(), addUser(), addGroup(), addGroup()]);
  const user = () => users.at(-1 - randomInt(Math.min(3, users.length))) as string;
  const group = () => groups.at(-1 - randomInt(Math.min(3, groups.length))) as string;
  const member = () => `/v3/groups/${group()}/users/${user()}`;
  const role = () => `/v3/domains/${accountId}/groups/${group()}/roles/${anyOf(roles).id}`;
  const forget = async (from: string[], kind: "user" | "group", id: string) => {
    const reply = await json(client, "DELETE", `/v3/${kind}s/${id}`);
    // One stays, so that there is always a name for what to try.
    if (reply.status === 204 && from.length > 1) from.splice(from.indexOf(id), 1);
    return reply;
  };
  const faults = await tryAtOnce([
    addUser,
    addUser,
    addGroup,
    addGroup,
    () => json(client, "PATCH", `/v3/users/${user()}`, { user: { name: anyOf(names) } }),
    () => json(client, "PATCH", `/v3/users/${user()}`, { user: { enabled: anyOf([true, false]) } }),
    () => json(client, "PATCH", `/v3/groups/${group()}`, { group: { name: anyOf(groupNames) } }),
    () => forget(users, "user", user()),
    () => forget(groups, "group", group()),
    () => json(client, "PUT", member()),
    () => json(client, "PUT", member()),
    () => json(client, "DELETE", member()),
    () => json(client, "PUT", role()),
    () => json(client, "PUT", role()),
    () => json(client, "DELETE", role()),
    async () => {
      const reply = await json(client, "POST", "/v3.0/OS-CREDENTIAL/credentials", { credential: { user_id: user() } });
      if (reply.status === 201) credentials.push(reply.body.credential.access);
      return reply;
    },
    () =>
      json(client, "PUT", `/v3.0/OS-CREDENTIAL/credentials/${anyOf(credentials)}`, {
        credential: { status: anyOf(["active", "inactive"]) },
      }),
    () => json(client, "DELETE", `/v3.0/OS-CREDENTIAL/credentials/${anyOf(credentials)}`),
    () => requestToken(product.apiUrl, passwordRequest({ account, name: anyOf(names), password }, undefined)),
  ]);
  expect(faults).toEqual([]);
  // Whoever made the changes can go on.
  expect((await json(client, "GET", "/v3/users")).status).toBe(200);
});

/** How an administrator takes away what another one administers by. */
const removals: Record<string, (by: ApiClient, victim: Tenant, group: string) => Promise<Reply>> = {
  "removes the other from the group": (by, victim, group) => json(by, "DELETE", `/v3/groups/${group}/users/${victim.userId}`),
  "deletes the other's group": (by, _victim, group) => json(by, "DELETE", `/v3/groups/${group}`),
  "takes the role from the other's group": (by, victim, group) =>
    json(by, "DELETE", `/v3/OS-INHERIT/domains/${victim.accountId}/groups/${group}/roles/${SECURITY_ADMINISTRATOR}/inherited_to_projects`),
  "deletes the other": (by, victim) => json(by, "DELETE", `/v3/users/${victim.userId}`),
  "disables the other": (by, victim) => json(by, "PATCH", `/v3/users/${victim.userId}`, { user: { enabled: false } }),
};
const SECURITY_ADMINISTRATOR = "c47b0fa2918e4d6cb35a7e20d1f8694b";

test.each(Object.keys(removals))("of two administrators, each of whom %s at once, one wins, and the account keeps it", async (how) => {
  const one = await makeAdministrator();
  const other = await makeAdministrator(one);
  const groupOf = async ({ userId }: Tenant) =>
    (await sql<{ id: string }>(product.dataDir, "select group_id as id from group_member where user_id = $1", [userId]))[0]?.id as string;
  const [ofOne, ofOther] = [await groupOf(one), await groupOf(other)];
  // Whoever takes turns waits for this, and so both are in the midst of it at once.
  const holder = await connect(product.dataDir);
  let replies: Reply[];
  try {
    await holder.query("begin");
    await holder.query("select 1 from account where id = $1 for no key update", [one.accountId]);
    const remove = removals[how] as (typeof removals)[string];
    const both = Promise.all([remove(one.client, other, ofOther), remove(other.client, one, ofOne)]);
    const waiting =
      "select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock' and query like '%from account%no key update%'";
    await expect.poll(async () => (await sql<{ n: number }>(product.dataDir, waiting))[0]?.n, { timeout: 8_000 }).toBe(2);
    await holder.query("commit");
    replies = await both;
  } finally {
    await holder.end();
  }
  expect(replies.map(({ status }) => (status < 300 ? "done" : status)).sort()).toEqual([403, "done"]);
  const winner = (replies[0]?.status ?? 500) < 300 ? one : other;
  expect((await json(winner.client, "GET", "/v3/users")).status).toBe(200);
  const refused = replies.find(({ status }) => status === 403);
  expect(await tracesOf(product, refused?.headers.get("x-request-id") ?? "")).toMatchObject([{ outcome: "warning" }]);
});
