/** A token's record as its holder sees it, with the roles that it brings. */
import type { TokenView } from "#lib/operations/token-operations";
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
    signedInBy: record.parentId === null ? "password" : "token",
    roles: await listRolesOfUser(store, record.userId, record.project?.id ?? null),
    isMfaPresent: record.isMfaPresent,
    // Over the API nobody is led to anything.
    mustSetUpFactor: record.source === "console" && (await lacksRequiredFactor(store, record.userId)),
    issuedAt: record.issuedAt,
    expiresAt: record.expiresAt,
  };
}
