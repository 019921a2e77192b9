/** A reason of `decide` as a trace names it: the role, statement or grant on which a call rested, or by which it was refused. */
import type { Reason, StatementPlace } from "#lib/domain/policy/decide";
import { SYSTEM_POLICIES } from "#lib/domain/policy/system-policies";
import type { CallRight } from "#lib/usecases/use-case";

export const NO_CALL_RIGHT: CallRight = { rightKind: "", rightId: "" };
export const OWN_RIGHT: CallRight = { rightKind: "own", rightId: "" };
const EVERYBODYS: CallRight = { rightKind: "everybody", rightId: "" };
const DEFAULT_KEYS: CallRight = { rightKind: "defaultKey", rightId: "" };
/** One object a role, since every call comes by here. */
const BY_ROLE: ReadonlyMap<string, CallRight> = new Map(SYSTEM_POLICIES.map(({ id }) => [id, { rightKind: "role", rightId: id }]));

/** @returns nothing where it was refused because nothing allows it */
export function rightOf(reason: Reason): CallRight {
  switch (reason.kind) {
    case "openToAll":
      return EVERYBODYS;
    case "ownDefaultKey":
      return DEFAULT_KEYS;
    case "allowedByGrant":
      return { rightKind: "grant", rightId: reason.grantId };
    case "allowedByStatement":
    case "deniedByStatement":
    case "deniedUntold":
      return byStatement(reason.place);
    case "deniedByUnreadable":
      return { rightKind: "statement", rightId: reason.policyId };
    default:
      return NO_CALL_RIGHT;
  }
}

function byStatement({ policyId, statement }: StatementPlace): CallRight {
  return BY_ROLE.get(policyId) ?? { rightKind: "statement", rightId: `${policyId}#${statement}` };
}
