"use server";
import type { HeldScope } from "#lib/domain/policy/held-policy";
import type { PolicyDocument } from "#lib/domain/policy/policy-document";
import type { ActionResult } from "../../api-failure";
import { performOperation } from "../perform-operation";
import { runAction } from "../run-action";
import { ACCOUNT } from "../scoped-token";
import { requireSession } from "../session";

type Written = { readonly name: string; readonly description: string; readonly policy: PolicyDocument };

/** Policies of an account are for its projects. */
const OF_PROJECTS = "XA" as const;

/** @returns ID of the new policy */
export async function createPolicy(written: Written): Promise<ActionResult<string>> {
  return runAction(async () => (await performOperation("createPolicy", ACCOUNT, { role: toRole(written) })).role.id);
}

export async function updatePolicy(policyId: string, written: Written): Promise<ActionResult<null>> {
  return runAction(async () => {
    await performOperation("updatePolicy", ACCOUNT, { role_id: policyId, role: toRole(written) });
    return null;
  });
}

export async function deletePolicy(policyId: string): Promise<ActionResult<null>> {
  return runAction(async () => {
    await performOperation("deletePolicy", ACCOUNT, { role_id: policyId });
    return null;
  });
}

/** @param projectId null for all projects, those that are made later too */
export async function attachPolicy(place: {
  readonly groupId: string;
  readonly policyId: string;
  readonly projectId: string | null;
}): Promise<ActionResult<null>> {
  return runAction(async () => {
    const input = { group_id: place.groupId, role_id: place.policyId };
    if (place.projectId !== null) await performOperation("assignRoleInProject", ACCOUNT, { ...input, project_id: place.projectId });
    else await performOperation("assignRoleInAllProjects", ACCOUNT, { ...input, domain_id: (await requireSession()).accountId });
    return null;
  });
}

export async function detachPolicy(place: {
  readonly groupId: string;
  readonly policyId: string;
  readonly scope: HeldScope;
  readonly projectId: string | null;
}): Promise<ActionResult<null>> {
  return runAction(async () => {
    const input = { group_id: place.groupId, role_id: place.policyId };
    if (place.scope === "project")
      await performOperation("unassignRoleInProject", ACCOUNT, { ...input, project_id: place.projectId ?? "" });
    else {
      const ofAccount = { ...input, domain_id: (await requireSession()).accountId };
      await performOperation(place.scope === "account" ? "unassignRoleInAccount" : "unassignRoleInAllProjects", ACCOUNT, ofAccount);
    }
    return null;
  });
}

function toRole({ name, description, policy }: Written) {
  return { display_name: name, type: OF_PROJECTS, description, policy: { ...policy } };
}
