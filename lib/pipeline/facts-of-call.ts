/** What a decision goes by, from what is known of a call: its caller, its key, what it asks for, and how it came. */
import type { Caller } from "#lib/domain/identity/caller";
import { toRegion } from "#lib/domain/identity/region";
import { DEFAULT_KEY_KIND, defaultKeyAlias, defaultKeyOwner, type ServiceName, serviceOfAlias } from "#lib/domain/identity/service";
import type { Key } from "#lib/domain/key";
import type { KeyReference } from "#lib/domain/key-reference";
import { KEY_SPECS } from "#lib/domain/key-spec";
import type { AskedOperation } from "#lib/domain/policy/decide";
import type { PolicyKey, RequestConditions } from "#lib/domain/policy/facts";
import type { InputOf } from "#lib/operations/catalog";
import type { OperationRow } from "#lib/operations/operation";
import type { KeyDetails, LookupAnswer } from "#lib/store/hot/lookup-answer";
import type { Call } from "./call";
import { permissionsOf } from "./permissions-of";

const NO_GRANTS: PolicyKey["grants"] = [];

export function conditionsOf({ request, performer, caller }: Pick<Call, "request" | "performer" | "caller">): RequestConditions {
  const { source, ip } = request.origin;
  return { now: performer.now(), sourceIp: ip, source, isMfaPresent: caller.isMfaPresent };
}

/** @throws KmsError `notPermitted` for a choice that has no permission */
export function askedOf(row: OperationRow, input: unknown): AskedOperation {
  const { grantable, byGrantRole, byService } = row;
  const { grantId } = input as { readonly grantId?: string };
  return { permissions: permissionsOf(row, input), grantable, byGrantRole, byService, grantId };
}

/** Of a key, what policies ask. */
export type AskedKey = Pick<Key, "id" | "accountId" | "projectId" | "alias" | "isDefault" | "spec" | "usage" | "origin">;

/** @param details null where nobody could ask for them: then what is not there is not known either */
export function toPolicyKey(
  key: AskedKey,
  caller: Caller,
  details: KeyDetails | null,
  grants: LookupAnswer["grants"] = NO_GRANTS,
): PolicyKey {
  const { id, accountId, projectId, spec, usage, origin } = key;
  return {
    id,
    accountId,
    projectId,
    // Policies reach keys of the caller's own project only.
    region: caller.projectName === null ? "" : toRegion(caller.projectName),
    aliases: details === null ? [key.alias] : [key.alias, ...details.aliases],
    spec,
    usage,
    origin,
    tags: details?.tags,
    defaultKeyOf: defaultKeyOwner(key),
    grants,
  };
}

/** The key that is to be made, by which a Deny that is limited to keys is judged. */
export function keyToBeMade({ alias, spec = "AES_256", usage, origin = "kms" }: InputOf<"createKey">, caller: Caller): PolicyKey {
  return newPolicyKey({ aliases: [alias], spec, usage: usage ?? KEY_SPECS[spec].defaultUsage, origin, defaultKeyOf: null }, caller);
}

/** The service whose default master key of the caller's own project a reference means; null for every other reference. */
export function defaultKeyMeant(reference: KeyReference | undefined, { accountId, projectName }: Caller): ServiceName | null {
  if (reference === undefined || !("alias" in reference) || projectName === null) return null;
  const { accountId: account, region, name } = reference.alias;
  const isOwn = (account ?? accountId) === accountId && (region ?? toRegion(projectName)) === toRegion(projectName);
  return isOwn ? serviceOfAlias(name) : null;
}

/** A default master key that is not there yet. */
export function defaultKeyToBeMade(service: ServiceName, caller: Caller): PolicyKey {
  const { spec, usage, origin } = DEFAULT_KEY_KIND;
  return newPolicyKey({ aliases: [defaultKeyAlias(service)], spec, usage, origin, defaultKeyOf: service }, caller);
}

function newPolicyKey(of: Pick<PolicyKey, "aliases" | "spec" | "usage" | "origin" | "defaultKeyOf">, caller: Caller): PolicyKey {
  return {
    ...of,
    id: "",
    accountId: caller.accountId,
    projectId: caller.projectId ?? "",
    region: caller.projectName === null ? "" : toRegion(caller.projectName),
    tags: new Map(),
    grants: NO_GRANTS,
  };
}

/** Operations that name a key, and where. */
const NAMING: Readonly<Record<string, "alias" | "name">> = {
  updateKeyAlias: "alias",
  replaceKey: "alias",
  createAlias: "name",
  associateAlias: "name",
};

/** The key as it is called when the call is done, by which a Deny that is limited to keys is judged too; null where nothing is named. */
export function namedAfter(operation: string, input: unknown, key: PolicyKey): PolicyKey | null {
  const field = NAMING[operation];
  if (field === undefined) return null;
  return { ...key, aliases: [...key.aliases, String((input as Record<string, unknown>)[field])] };
}
