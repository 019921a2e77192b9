/** Who may do something with a key: by the roles of its account's groups, and by its grants. */
import type { GranteeType, GrantOperation } from "#lib/domain/grant";
import type { ServiceName } from "#lib/domain/identity/service";
import type { Key } from "#lib/domain/key";
import type { HeldScope } from "#lib/domain/policy/held-policy";
import type { Store } from "../open";

/** What one user of the account holds by one group, as far as it counts in the project. */
export type Holding = {
  readonly userId: string;
  readonly userName: string;
  readonly enabled: boolean;
  readonly groupId: string;
  readonly groupName: string;
  readonly scope: HeldScope;
  /** Name of a system role; "" for a policy of the account. */
  readonly role: string;
  readonly policyId: string | null;
  readonly policyName: string | null;
  /** As it is stored. */
  readonly document: unknown;
};

/** Who of the key's account holds what there, by the users' names. */
export function listHoldings(store: Store, { accountId, projectId }: Pick<Key, "accountId" | "projectId">): Promise<Holding[]> {
  return store.list<Holding>(
    `select u.id as "userId", u.name as "userName", u.enabled, g.id as "groupId", g.name as "groupName", ra.scope, ra.role,
       ra.policy_id as "policyId", p.display_name as "policyName", p.document
     from iam_user u
     join group_member gm on gm.user_id = u.id
     join iam_group g on g.id = gm.group_id and g.account_id = $1
     join role_assignment ra on ra.group_id = g.id and (ra.project_id is null or ra.project_id = $2)
     left join policy p on p.id = ra.policy_id
     where u.account_id = $1 and u.service is null
     order by u.name collate "C", u.id collate "C", coalesce(p.display_name, ra.role) collate "C", g.name collate "C", ra.id`,
    [accountId, projectId],
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

/** The users of an account that are this cloud service. */
export function listServiceUsers(
  store: Store,
  accountId: string,
  service: ServiceName,
): Promise<{ id: string; name: string; enabled: boolean }[]> {
  return store.list("select id, name, enabled from iam_user where account_id = $1 and service = $2", [accountId, service]);
}
