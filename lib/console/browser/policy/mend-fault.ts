/** What could stand in place of what is wrong, where that is plain: offered beside the fault, and never taken without a press. */
import { KMS_PERMISSIONS } from "#lib/domain/identity/permission";
import { CONDITION_KEY_NAMES } from "#lib/domain/policy/condition-key";
import { CONDITION_OPERATOR_NAMES } from "#lib/domain/policy/condition-operator";
import type { PolicyFault } from "#lib/domain/policy/faults";
import { nearest } from "#lib/domain/policy/nearest";
import { POLICY_VERSION } from "#lib/domain/policy/policy-document";

export type Mending = Pick<PolicyFault, "start" | "end"> & {
  /** What is meant, as a person reads it. */
  readonly shown: string;
  /** What is put between `start` and `end`. */
  readonly text: string;
};

const MEMBERS = ["Version", "Statement", "Effect", "Action", "Resource", "Condition"];

/** Null where nobody can know what was meant. */
export function mendFault(text: string, fault: PolicyFault): Mending | null {
  const { start, end, code } = fault;
  const meant = meantBy(code, unquoted(text.slice(start, end)));
  return meant === null ? null : { start, end, shown: meant, text: JSON.stringify(meant) };
}

export function applyMending(text: string, { start, end, text: put }: Mending): string {
  return text.slice(0, start) + put + text.slice(end);
}

function meantBy(code: PolicyFault["code"], written: string | null): string | null {
  if (code === "versionWrong") return POLICY_VERSION;
  if (written === null) return null;
  switch (code) {
    case "actionUnknown":
      return nearest(written, KMS_PERMISSIONS);
    case "actionServiceCase":
      return `kms${written.slice(3)}`;
    case "operatorUnknown":
      return nearest(written, CONDITION_OPERATOR_NAMES);
    case "keyUnknown":
      return nearest(written, CONDITION_KEY_NAMES);
    case "effectWrong":
      return nearest(written, ["Allow", "Deny"]);
    case "memberCase":
    case "memberUnknown":
      return nearest(written, MEMBERS);
    default:
      return null;
  }
}

/** The text that stands there; null where something else does. */
function unquoted(written: string): string | null {
  try {
    const value: unknown = JSON.parse(written);
    return typeof value === "string" ? value : null;
  } catch {
    return null;
  }
}
