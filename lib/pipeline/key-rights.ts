/**
 * Which keys a call about many may be about, where what allows it is limited to certain keys. Invariant: each key is decided by the same
 * `decide` as a call on that key alone, with all that policies can ask of it.
 */
import { type AskedOperation, can } from "#lib/domain/policy/decide";
import { policyCallerOf } from "#lib/domain/policy/policy-caller";
import { type DetailedKey, readDetailedKeys, readKeysOfProject, type SurveyedKey } from "#lib/store/keys/key-details";
import type { KeyRights } from "#lib/usecases/use-case";
import type { Call } from "./call";
import { conditionsOf, toPolicyKey } from "./facts-of-call";

/** Keys that are looked at before others have their turn. */
const TURN = 1_000;

/** Of a call that may be about every key. */
export const EVERY_KEY: KeyRights = { isLimited: false, among: async (ids) => new Set(ids), ids: async () => null };

/** @param asked what the call asks for, of each key by itself */
export function limitedRights(call: Call, asked: AskedOperation): KeyRights {
  const { request, caller } = call;
  const policyCaller = policyCallerOf(caller);
  const conditions = conditionsOf(call);
  const allowed = (keys: readonly DetailedKey[]) =>
    keys.filter(({ key, details }) => can(policyCaller, asked, toPolicyKey(key, caller, details), conditions)).map(({ key }) => key.id);
  return {
    isLimited: true,
    among: async (ids, tx) => new Set(allowed(await readDetailedKeys(tx, request.projectId, ids))),
    ids: () => survey(call, asked),
  };
}

/** Keys that are alike in all that the held policies ask are decided once. */
async function survey(call: Call, asked: AskedOperation): Promise<string[]> {
  const { store, request, caller } = call;
  const [policyCaller, conditions] = [policyCallerOf(caller), conditionsOf(call)];
  const policies = caller.held.map(({ policy }) => policy);
  const namesKeys = policies.some((policy) => policy.namesKeys);
  const wanted = { withTags: policies.some((policy) => policy.asksForTags), withAliases: namesKeys };
  const known = new Map<string, boolean>();
  const decide = (key: SurveyedKey) => {
    const tags = new Map(JSON.parse(key.tags ?? "[]") as [string, string][]);
    return can(policyCaller, asked, toPolicyKey(key, caller, { tags, aliases: key.aliases ?? [] }), conditions);
  };
  const ids: string[] = [];
  for (const [index, key] of (await readKeysOfProject(store, request.projectId, wanted)).entries()) {
    if (index % TURN === TURN - 1) await new Promise((resolve) => setImmediate(resolve));
    const kind = namesKeys ? key.id : `${key.spec} ${key.usage} ${key.origin} ${key.tags}`;
    const isAllowed = known.get(kind) ?? decide(key);
    if (!namesKeys) known.set(kind, isAllowed);
    if (isAllowed) ids.push(key.id);
  }
  return ids;
}
