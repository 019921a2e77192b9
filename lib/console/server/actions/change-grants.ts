"use server";
import type { RequestOf } from "#lib/wire/catalog";
import type { ActionResult } from "../../api-failure";
import { performOperation } from "../perform-operation";
import { runAction } from "../run-action";

/** @returns ID of the new grant */
export async function createGrant(projectId: string, input: RequestOf<"createGrant">): Promise<ActionResult<string>> {
  return runAction(async () => (await performOperation("createGrant", projectId, input)).grant_id);
}

export async function revokeGrant(projectId: string, keyId: string, grantId: string): Promise<ActionResult<null>> {
  return runAction(async () => {
    await performOperation("revokeGrant", projectId, { key_id: keyId, grant_id: grantId });
    return null;
  });
}
