/**
 * Lists who can use a key, and why: users by the roles and policies of their groups, unless they are denied, whoever holds a grant, and
 * the cloud service whose default master key it is. Only the key's own account asks, so names are those of its people; whoever is of
 * elsewhere has none here.
 */
import { toRegion } from "#lib/domain/identity/region";
import { defaultKeyOwner } from "#lib/domain/identity/service";
import type { Key } from "#lib/domain/key";
import { type CompiledPolicy, compileStored } from "#lib/domain/policy/compile-policy";
import type { PolicyKey } from "#lib/domain/policy/facts";
import { holdingsThatAllow } from "#lib/domain/policy/holdings-that-allow";
import { findSystemPolicy } from "#lib/domain/policy/system-policies";
import type { AccessReason, KeyUser } from "#lib/operations/access-operations";
import { findUsersOfAccount, type Holding, listGrantees, listHoldings, listServiceUsers } from "#lib/store/keys/key-access";
import { findDetailedKey } from "#lib/store/keys/key-details";
import type { Store } from "#lib/store/open";
import { byKey, type KeyUseCase } from "../use-case";

const MAX_PRINCIPALS = 1000;

export const listKeyAccess: KeyUseCase<"listKeyAccess"> = {
  subject: "key",
  subjectOf: byKey,
  async run(_input, { store, key, caller }) {
    const region = caller.projectName === null ? "" : toRegion(caller.projectName);
    const [byPolicy, services, grants] = await Promise.all([
      findByPolicy(store, key, region),
      findServices(store, key),
      listGrantees(store, key.id),
    ]);
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
    byPolicy.forEach(add);
    services.forEach(add);
    for (const { id, type, grantId, operations } of grants) {
      const user = type === "user" ? named.get(id) : undefined;
      const isOwnAccount = type === "domain" && id === key.accountId;
      const name = user?.name ?? (isOwnAccount ? caller.accountName : null);
      add({ id, type, name, enabled: user?.enabled ?? true, reasons: [{ kind: "grant", grantId, operations }] });
    }
    return { principals: [...principals.values()].sort(byNameThenId).slice(0, MAX_PRINCIPALS) };
  },
};

/** The cloud service whose default master key it is. */
async function findServices(store: Store, key: Key): Promise<KeyUser[]> {
  const service = defaultKeyOwner(key);
  if (service === null) return [];
  const users = await listServiceUsers(store, key.accountId, service);
  return users.map((user) => ({ ...user, type: "user", reasons: [{ kind: "defaultKey", service }] }));
}

/** Users whose policies allow something with the key. */
async function findByPolicy(store: Store, key: Key, region: string): Promise<KeyUser[]> {
  const [holdings, detailed] = await Promise.all([listHoldings(store, key), findDetailedKey(store, key.projectId, key.id)]);
  const { id, accountId, projectId, spec, usage, origin } = key;
  const { tags, aliases } = detailed?.details ?? { tags: new Map(), aliases: [] };
  const policyKey: PolicyKey = {
    id,
    accountId,
    projectId,
    region,
    aliases: [key.alias, ...aliases],
    spec,
    usage,
    origin,
    tags,
    defaultKeyOf: defaultKeyOwner(key),
    grants: [],
  };
  const compiled = new Map<string, CompiledPolicy>();
  const people = new Map<string, Holding[]>();
  for (const holding of holdings) people.set(holding.userId, [...(people.get(holding.userId) ?? []), holding]);
  return [...people.values()].flatMap(([first, ...more]) => {
    if (first === undefined) return [];
    const own = [first, ...more].flatMap((holding) => {
      const policy = policyOf(holding, compiled);
      return policy === null ? [] : [{ holding, held: { policy, scope: holding.scope, groupId: holding.groupId } }];
    });
    const { userId, userName, enabled } = first;
    const held = own.map((one) => one.held);
    const allowing = holdingsThatAllow({ userId, userName, accountId, service: null, projectId, region, held }, policyKey);
    const reasons = own.filter((one) => allowing.includes(one.held)).map(({ holding }) => toReason(holding));
    return reasons.length === 0 ? [] : [{ id: userId, type: "user" as const, name: userName, enabled, reasons }];
  });
}

function policyOf({ role, policyId, policyName, document }: Holding, compiled: Map<string, CompiledPolicy>): CompiledPolicy | null {
  if (policyId === null) return findSystemPolicy(role)?.compiled ?? null;
  const policy = compiled.get(policyId) ?? compileStored({ id: policyId, name: policyName ?? "" }, document);
  compiled.set(policyId, policy);
  return policy;
}

function toReason({ role, policyName, groupName, scope }: Holding): AccessReason {
  return { kind: "role", role: policyName ?? role, groupName, scope: scope === "project" ? "project" : "account" };
}

function byNameThenId(one: KeyUser, other: KeyUser): number {
  return compare(one.name ?? "", other.name ?? "") || compare(one.id, other.id);
}

/** By code unit, as everywhere on the wire: no locale decides. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
