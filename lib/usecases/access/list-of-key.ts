/**
 * Lists who can use a key, and why: users by the roles of their groups, and whoever holds a grant. Only the key's own account asks,
 * so names are those of its people; whoever is of elsewhere has none here.
 */
import { ROLE_NAMES, ROLES } from "#lib/domain/identity/permission";
import type { KeyUser } from "#lib/operations/access-operations";
import { findUsersOfAccount, listGrantees, listUsersByRole } from "#lib/store/keys/key-access";
import { byKey, type KeyUseCase } from "../use-case";

const MAX_PRINCIPALS = 1000;
const KMS_ROLES = ROLE_NAMES.filter((role) => ROLES[role].permissions.some((permission) => permission.startsWith("kms:")));

export const listKeyAccess: KeyUseCase<"listKeyAccess"> = {
  subject: "key",
  subjectOf: byKey,
  async run(_input, { store, key, caller }) {
    const [byRole, grants] = await Promise.all([listUsersByRole(store, key, KMS_ROLES, MAX_PRINCIPALS), listGrantees(store, key.id)]);
    const named = await findUsersOfAccount(
      store,
      key.accountId,
      grants.filter(({ type }) => type === "user").map(({ id }) => id),
    );
    const principals = new Map<string, KeyUser>();
    const add = (principal: KeyUser) => {
      const name = `${principal.type} ${principal.id}`;
      const known = principals.get(name);
      principals.set(name, known === undefined ? principal : { ...known, reasons: [...known.reasons, ...principal.reasons] });
    };
    for (const { id, name, enabled, roles } of byRole) {
      add({ id, type: "user", name, enabled, reasons: roles.map((role) => ({ kind: "role", ...role })) });
    }
    for (const { id, type, grantId, operations } of grants) {
      const user = type === "user" ? named.get(id) : undefined;
      const isOwnAccount = type === "domain" && id === key.accountId;
      const name = user?.name ?? (isOwnAccount ? caller.accountName : null);
      add({ id, type, name, enabled: user?.enabled ?? true, reasons: [{ kind: "grant", grantId, operations }] });
    }
    return { principals: [...principals.values()].sort(byNameThenId).slice(0, MAX_PRINCIPALS) };
  },
};

function byNameThenId(one: KeyUser, other: KeyUser): number {
  return compare(one.name ?? "", other.name ?? "") || compare(one.id, other.id);
}

/** By code unit, as everywhere on the wire: no locale decides. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
