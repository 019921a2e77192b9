/** The last administrator stays, whoever asks for what at the same time, on whichever instance. */
import { describe, expect, inject, test } from "vitest";
import { type ApiClient, signIn } from "../harness/api-client";
import { sql } from "../harness/database";
import { makeTenant, type Tenant } from "../harness/tenant";

const product = inject("product");
const SECURITY = "c47b0fa2918e4d6cb35a7e20d1f8694b";

type Administrator = Tenant & { readonly group: string; readonly ofAccount: ApiClient };

async function makeAdministrator(inAccount?: Tenant): Promise<Administrator> {
  const made = await makeTenant(product, ["Security Administrator"], inAccount);
  const groups = await sql<{ group_id: string }>(product.dataDir, "select group_id from group_member where user_id = $1", [made.userId]);
  const group = groups[0]?.group_id ?? "";
  await sql(product.dataDir, "update role_assignment set project_id = null, scope = 'allProjects' where group_id = $1", [group]);
  const who = { account: made.account, name: made.userName, password: made.password };
  return { ...made, group, ofAccount: await signIn(product.apiUrl, who, { domain: { name: made.account } }) };
}

/** How one administrator may take the right from another, as method, path and body. */
const WAYS: Record<string, (victim: Administrator) => readonly [string, string, object?]> = {
  "delete the user": ({ userId }) => ["DELETE", `/v3/users/${userId}`],
  "disable the user": ({ userId }) => ["PATCH", `/v3/users/${userId}`, { user: { enabled: false } }],
  "disable the person": ({ userId }) => ["PUT", `/v3.0/OS-USER/users/${userId}`, { user: { enabled: false } }],
  "remove the member": ({ userId, group }) => ["DELETE", `/v3/groups/${group}/users/${userId}`],
  "delete the group": ({ group }) => ["DELETE", `/v3/groups/${group}`],
  "take the role": ({ accountId, group }) => [
    "DELETE",
    `/v3/OS-INHERIT/domains/${accountId}/groups/${group}/roles/${SECURITY}/inherited_to_projects`,
  ],
};

const remainingOf = ({ accountId }: Tenant) =>
  sql(
    product.dataDir,
    `select distinct u.id from iam_user u join group_member m on m.user_id = u.id join role_assignment r on r.group_id = m.group_id
     where u.account_id = $1 and u.enabled and r.role = 'Security Administrator' and r.project_id is null`,
    [accountId],
  );

describe("two administrators who take each other's right away at once", () => {
  test.each(Object.keys(WAYS))("to %s: one succeeds, and the other stays out", async (way) => {
    const one = await makeAdministrator();
    const other = await makeAdministrator(one);
    const take = (by: Administrator, from: Administrator) => {
      const [method, path, body] = (WAYS[way] as (typeof WAYS)[string])(from);
      return by.ofAccount.send(method, path, body && JSON.stringify(body));
    };
    const replies = await Promise.all([take(one, other), take(other, one)]);
    expect(replies.filter(({ status }) => status < 300)).toHaveLength(1);
    // Who comes later is not signed in any more, or may not any more.
    for (const { status } of replies.filter((reply) => reply.status >= 300)) expect([401, 403]).toContain(status);
    expect(await remainingOf(one)).toHaveLength(1);
  });
});

describe("the only administrator", () => {
  test.each(Object.keys(WAYS))("cannot %s: not with a token, and not with a right that was just given", async (way) => {
    const only = await makeAdministrator();
    const [method, path, body] = (WAYS[way] as (typeof WAYS)[string])(only);
    const send = (by: ApiClient) => by.send(method, path, body && JSON.stringify(body));
    const refused = await send(only.ofAccount);
    expect([refused.status, refused.code]).toEqual([403, "IAM.0003"]);
    // Another one who is disabled does not count, and neither does one of a project.
    const disabled = await makeAdministrator(only);
    await only.ofAccount.send("PATCH", `/v3/users/${disabled.userId}`, JSON.stringify({ user: { enabled: false } }));
    await makeTenant(product, ["Security Administrator"], only);
    expect((await send(only.ofAccount)).status).toBe(403);
    expect(await remainingOf(only)).toHaveLength(1);
    expect((await only.ofAccount.send("GET", "/v3/users")).status).toBe(200);
  });
});
