/**
 * Says whether somebody could do something, and by what, without doing it. Invariant: it is the same `decide` that each call goes by; and of
 * people, projects and keys of elsewhere it tells nothing, not even whether they exist.
 */
import { KmsError } from "#lib/domain/errors";
import type { Caller } from "#lib/domain/identity/caller";
import { toRegion } from "#lib/domain/identity/region";
import { defaultKeyOwner } from "#lib/domain/identity/service";
import type { AskedOperation } from "#lib/domain/policy/decide";
import { explain } from "#lib/domain/policy/explain";
import type { PolicyKey } from "#lib/domain/policy/facts";
import { OPERATIONS } from "#lib/operations/catalog";
import type { OperationRow } from "#lib/operations/operation";
import { listHeldByUser, toHeldIn } from "#lib/store/identity/held-by-user";
import { getProject } from "#lib/store/identity/projects";
import { getUser } from "#lib/store/identity/users";
import { findHeldGrants } from "#lib/store/keys/grants";
import { findDetailedKey } from "#lib/store/keys/key-details";
import type { Store } from "#lib/store/open";
import type { ProjectUseCase } from "../../use-case";

export const tryAccess: ProjectUseCase<"tryAccess"> = {
  subject: "account",
  async run({ userId, projectId, operation, keyId, source = "api", sourceIp, isMfaPresent = false, at }, { store, caller, now }) {
    const { accountId } = caller;
    const [user, project] = [await getUser(store, accountId, userId), await getProject(store, accountId, projectId)];
    const asked = askedFor(operation);
    const { name: userName, service } = user;
    const of = { accountId, projectId, keyId: keyId ?? "", userId, service };
    const found = keyId === undefined ? null : await findPolicyKey(store, of, toRegion(project.name));
    const isActive = user.isEnabled && project.isEnabled;
    const held = isActive ? await listHeldByUser(store, userId) : [];
    // Whoever is disabled, or works where all work rests, has nothing: no groups, no grants, and no key of its own.
    const key = found === null || isActive ? found : { ...found, grants: [], defaultKeyOf: null };
    const person = { userId, userName, accountId, service, projectId, region: toRegion(project.name), held: toHeldIn(projectId, held) };
    const { decision, findings } = explain(person, asked, key, { now: at ?? now(), sourceIp, source, isMfaPresent });
    const groupId = "place" in decision.reason ? decision.reason.place.groupId : null;
    return { decision, findings, groupName: held.find(({ group }) => group.id === groupId)?.group.name ?? null };
  },
};

/** @throws KmsError `parameterInvalid` for what is no operation, or one that is not decided by a permission of its own */
function askedFor(operation: string): AskedOperation {
  const row: OperationRow | undefined = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation as keyof typeof OPERATIONS] : undefined;
  if (row === undefined) throw new KmsError("parameterInvalid", { field: "operation", message: "There is no operation of this name." });
  const { permission, permissionBy, grantable, byService } = row;
  const permissions = permissionBy === undefined ? (permission === null ? [] : [permission]) : Object.values(permissionBy.permissions);
  return { permissions, grantable, byService };
}

type Asked = Pick<Caller, "accountId" | "userId" | "service"> & { readonly projectId: string; readonly keyId: string };

/** @throws KmsError `identityNotFound` for a key that is not of the project */
async function findPolicyKey(store: Store, { accountId, projectId, keyId, userId, service }: Asked, region: string): Promise<PolicyKey> {
  const found = await findDetailedKey(store, projectId, keyId);
  if (found === null) throw new KmsError("identityNotFound", { message: "There is no such key in the project." });
  const { key, details } = found;
  const { id, spec, usage, origin } = key;
  const grants = await findHeldGrants(store, id, { userId, accountId, service });
  const aliases = [key.alias, ...details.aliases];
  return { id, accountId, projectId, region, aliases, spec, usage, origin, tags: details.tags, defaultKeyOf: defaultKeyOwner(key), grants };
}
