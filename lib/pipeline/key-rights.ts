/**
 * Which keys a call about many may be about, where what allows it is limited to certain keys. Invariant: each key is decided by the same
 * `decide` as a call on that key alone, with all that policies can ask of it.
 */
import { type AskedOperation, can } from "#lib/domain/policy/decide";
import { policyCallerOf } from "#lib/domain/policy/policy-caller";
import { type DetailedKey, readDetailedKeys, readKeysOfProject } from "#lib/store/keys/key-details";
import type { KeyRights } from "#lib/usecases/use-case";
import type { Call } from "./call";
import { conditionsOf, toPolicyKey } from "./facts-of-call";

/** Of a call that may be about every key. */
export const EVERY_KEY: KeyRights = { isLimited: false, among: async (ids) => new Set(ids), ids: async () => null };

/** @param asked what the call asks for, of each key by itself */
export function limitedRights(call: Call, asked: AskedOperation): KeyRights {
  const { store, request, caller } = call;
  const policyCaller = policyCallerOf(caller);
  const conditions = conditionsOf(call);
  const allowed = (keys: readonly DetailedKey[]) =>
    keys.filter(({ key, details }) => can(policyCaller, asked, toPolicyKey(key, caller, details), conditions)).map(({ key }) => key.id);
  return {
    isLimited: true,
    among: async (ids, tx) => new Set(allowed(await readDetailedKeys(tx, request.projectId, ids))),
    ids: async () => allowed(await readKeysOfProject(store, request.projectId)),
  };
}
