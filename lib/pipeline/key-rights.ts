/**
 * Which keys a call about many may be about, where what allows it is limited to certain keys. Invariant: keys that are named are decided
 * by the same `decide` as a call on each alone, with all that policies can ask of it; a list leaves the keys to the database, by conditions
 * that are held to say the same.
 */
import { type AskedOperation, decide } from "#lib/domain/policy/decide";
import { keyLimitOf } from "#lib/domain/policy/key-limit";
import { policyCallerOf } from "#lib/domain/policy/policy-caller";
import { type DetailedKey, readDetailedKeys } from "#lib/store/keys/key-details";
import type { KeyRights, KeyVerdict } from "#lib/usecases/use-case";
import type { Call } from "./call";
import { conditionsOf, toPolicyKey } from "./facts-of-call";
import { rightOf } from "./right-of";

/** Of a call that may be about every key. */
export const EVERY_KEY: KeyRights = {
  isLimited: false,
  judge: async (ids) => new Map(ids.map((id) => [id, BY_THE_CALL])),
  limit: () => null,
};
const BY_THE_CALL: KeyVerdict = { isAllowed: true, right: null };

/** @param asked what the call asks for, of each key by itself */
export function limitedRights(call: Call, asked: AskedOperation): KeyRights {
  const { request, caller } = call;
  const policyCaller = policyCallerOf(caller);
  const conditions = conditionsOf(call);
  const judgeOne = ({ key, details }: DetailedKey): [string, KeyVerdict] => {
    const { isAllowed, reason } = decide(policyCaller, asked, toPolicyKey(key, caller, details), conditions);
    return [key.id, { isAllowed, right: rightOf(reason) }];
  };
  return {
    isLimited: true,
    judge: async (ids, tx) => new Map((await readDetailedKeys(tx, request.projectId, ids)).map(judgeOne)),
    limit: () => keyLimitOf(policyCaller, asked.permissions, conditions),
  };
}
