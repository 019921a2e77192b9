/**
 * The system roles as policies (guide §1.3; internal names of iam-reference §4). They cannot be changed, and are decided by like any other.
 * Invariant: the IDs and what each allows are those of `ROLES`, which clients may have kept.
 */
import { ROLES, type RoleName } from "../identity/permission";
import { type CompiledPolicy, compilePolicy } from "./compile-policy";
import { POLICY_VERSION, type PolicyDocument } from "./policy-document";

export type SystemPolicy = {
  readonly id: string;
  /** As clients and tokens know it. */
  readonly internalName: string;
  /** As screens show it. */
  readonly name: RoleName;
  readonly description: string;
  /** Whether it is about people, and so is held for the account and in no project. */
  readonly isOfAccount: boolean;
  readonly policy: PolicyDocument;
  readonly compiled: CompiledPolicy;
};

/** In the guide's order. */
export const SYSTEM_POLICIES: readonly SystemPolicy[] = [
  systemPolicy("KMS Administrator", "kms_adm", ["kms:*:*"]),
  systemPolicy("KMS Viewer", "kms_viewer", ROLES["KMS Viewer"].permissions),
  systemPolicy("Security Administrator", "secu_admin", ["iam:*:*"]),
];

/** By ID, or by internal or shown name. */
export function findSystemPolicy(named: string): SystemPolicy | null {
  return SYSTEM_POLICIES.find(({ id, internalName, name }) => id === named || internalName === named || name === named) ?? null;
}

function systemPolicy(name: RoleName, internalName: string, actions: readonly string[]): SystemPolicy {
  const { id, description } = ROLES[name];
  const policy: PolicyDocument = { Version: POLICY_VERSION, Statement: [{ Effect: "Allow", Action: actions }] };
  const isOfAccount = actions.every((action) => action.startsWith("iam:"));
  return { id, internalName, name, description, isOfAccount, policy, compiled: compilePolicy({ id, name }, policy) };
}
