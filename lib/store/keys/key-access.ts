/** Who may do something with a key: by the roles of its account's groups, and by its grants. */
import type { GranteeType, GrantOperation } from "#lib/domain/grant";
import type { Key } from "#lib/domain/key";
import type { Store } from "../open";

export type UserByRole = {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly roles: readonly { readonly role: string; readonly groupName: string; readonly scope: "project" | "account" }[];
};

/** Users of the key's account whose groups hold one of the roles in the key's project or everywhere, by name. */
export function listUsersByRole(
  store: Store,
  { accountId, projectId }: Pick<Key, "accountId" | "projectId">,
  roles: readonly string[],
  limit: number,
): Promise<UserByRole[]> {
  return store.list<UserByRole>(
    `select u.id, u.name, u.enabled, json_agg(json_build_object('role', ra.role, 'groupName', g.name,
        'scope', case when ra.project_id is null then 'account' else 'project' end) order by ra.role, g.name, ra.id) as roles
     from iam_user u
     join group_member gm on gm.user_id = u.id
     join iam_group g on g.id = gm.group_id and g.account_id = $1
     join role_assignment ra on ra.group_id = g.id and ra.role = any($3) and (ra.project_id is null or ra.project_id = $2)
     where u.account_id = $1
     group by u.id order by u.name collate "C", u.id collate "C" limit $4`,
    [accountId, projectId, roles, limit],
  );
}

export type Grantee = {
  readonly id: string;
  readonly type: GranteeType;
  readonly grantId: string;
  readonly operations: readonly GrantOperation[];
};

/** The grantee of each grant of a key, oldest first. */
export function listGrantees(store: Store, keyId: string): Promise<Grantee[]> {
  return store.list<Grantee>(
    `select grantee as id, grantee_type as type, id as "grantId", operations from cmk_grant
     where key_id = $1 order by created_at, id`,
    [keyId],
  );
}

/** Those of the IDs that are users of the account, by ID. */
export async function findUsersOfAccount(
  store: Store,
  accountId: string,
  ids: readonly string[],
): Promise<Map<string, { name: string; enabled: boolean }>> {
  const rows = await store.list<{ id: string; name: string; enabled: boolean }>(
    "select id, name, enabled from iam_user where id = any($1) and account_id = $2",
    [ids, accountId],
  );
  return new Map(rows.map(({ id, name, enabled }) => [id, { name, enabled }]));
}
