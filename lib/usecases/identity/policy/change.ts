/**
 * Makes, changes and deletes policies of the account. Invariants: what is stored is sound; what a policy says is in the trace of its change;
 * and what a change takes from somebody is taken at their next call.
 */
import { KmsError } from "#lib/domain/errors";
import { toNameSkeleton } from "#lib/domain/identity/name-skeleton";
import { SYSTEM_POLICIES } from "#lib/domain/policy/system-policies";
import { changeAdministration } from "#lib/store/identity/administrators";
import { deletePolicy as deleteStoredPolicy, insertPolicy, updatePolicy as updateStoredPolicy } from "#lib/store/identity/policies";
import type { ProjectUseCase } from "../../use-case";
import { POLICIES_MAX, requireSound } from "./sound-policy";

export const createPolicy: ProjectUseCase<"createPolicy"> = {
  subject: "account",
  async run({ displayName, type, description, document }, { caller, now, commit }) {
    requireNotOfSystem(displayName);
    const written = { displayName, type, description, document: requireSound(document) };
    const policy = await commit(
      (tx) => insertPolicy(tx, caller.accountId, written, POLICIES_MAX, now()),
      ({ id }) => ({
        resourceId: id,
        alias: displayName,
        details: { name: displayName, type, description, policy: JSON.stringify(written.document) },
      }),
    );
    return { policy };
  },
};

export const updatePolicy: ProjectUseCase<"updatePolicy"> = {
  subject: "account",
  async run({ policyId, displayName, type, description, document }, { caller, now, commit }) {
    requireCustom(policyId);
    requireNotOfSystem(displayName);
    const written = {
      ...(displayName !== undefined && { displayName }),
      ...(type !== undefined && { type }),
      ...(description !== undefined && { description }),
      ...(document !== undefined && { document: requireSound(document) }),
    };
    const policy = await commit(
      (tx) => updateStoredPolicy(tx, caller.accountId, policyId, written, now()),
      (changed) => ({
        resourceId: policyId,
        alias: changed.displayName,
        details: {
          name: changed.displayName,
          type: changed.type,
          description: changed.description,
          policy: JSON.stringify(changed.document),
        },
      }),
    );
    return { policy };
  },
};

export const deletePolicy: ProjectUseCase<"deletePolicy"> = {
  subject: "account",
  async run({ policyId }, { caller, commit }) {
    requireCustom(policyId);
    await commit(
      (tx) => changeAdministration(tx, caller, () => deleteStoredPolicy(tx, caller.accountId, policyId)),
      ({ displayName, attachments }) => ({
        resourceId: policyId,
        alias: displayName,
        details: {
          name: displayName,
          detached: attachments.map(({ groupId, scope, projectId }) => `${groupId} ${projectId ?? scope}`).join(","),
        },
      }),
    );
  },
};

/** @throws KmsError `identityProtected` for a system policy, which is the same for every account */
function requireCustom(policyId: string): void {
  if (!SYSTEM_POLICIES.some(({ id }) => id === policyId)) return;
  throw new KmsError("identityProtected", { message: "System policies cannot be changed or deleted. Make a policy of your own instead." });
}

const lookOf = (name: string) => toNameSkeleton(name.toLowerCase());
const SYSTEM_LOOKS: ReadonlySet<string> = new Set(
  SYSTEM_POLICIES.flatMap(({ name, internalName }) => [lookOf(name), lookOf(internalName)]),
);

/** Whoever attaches "KMS Viewer" must get that one. @throws KmsError `identityTaken` for a name that can be taken for a system policy's */
function requireNotOfSystem(displayName: string | undefined): void {
  if (displayName === undefined || !SYSTEM_LOOKS.has(lookOf(displayName))) return;
  throw new KmsError("identityTaken", { field: "displayName", message: "The name is that of a system policy, or looks like it." });
}
