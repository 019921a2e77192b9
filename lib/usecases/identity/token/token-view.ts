/** A token's record as its holder sees it, with the roles that it brings. */
import type { TokenView } from "#lib/operations/token-operations";
import { groupsOf } from "#lib/store/identity/groups";
import { listRolesOfUser } from "#lib/store/identity/identities";
import { lacksRequiredFactor } from "#lib/store/identity/second-factors";
import type { TokenRecord } from "#lib/store/identity/tokens";
import type { Store } from "#lib/store/open";

export async function toTokenView(store: Store, record: TokenRecord): Promise<TokenView> {
  return {
    account: { id: record.accountId, name: record.accountName },
    user: { id: record.userId, name: record.userName },
    project: record.project,
    scope: record.scope,
    signedInBy: record.parentId !== null ? "token" : record.isByIdToken ? "mapped" : "password",
    federation: record.isByIdToken ? await toFederation(store, record) : null,
    roles: await listRolesOfUser(store, record, record.project?.id ?? null),
    isMfaPresent: record.isMfaPresent,
    mustSetUpFactor: await mustSetUpFactor(store, record),
    issuedAt: record.issuedAt,
    expiresAt: record.expiresAt,
  };
}

async function toFederation(store: Store, record: TokenRecord): Promise<TokenView["federation"]> {
  const groups = await store.prisma.group.findMany({ where: groupsOf(record), select: { id: true, name: true }, orderBy: { name: "asc" } });
  return { isFederated: record.federatedGroups !== null, groups };
}

/** Over the API nobody is led to anything, and who has shown a second factor to the identity provider has one. */
async function mustSetUpFactor(store: Store, { source, userId, isByIdToken, isMfaPresent }: TokenRecord): Promise<boolean> {
  return source === "console" && !(isByIdToken && isMfaPresent) && (await lacksRequiredFactor(store, userId));
}
