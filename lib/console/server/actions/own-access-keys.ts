"use server";
import type { ActionResult } from "../../api-failure";
import { performOwn } from "../perform-own";
import { runAction } from "../run-action";
import { requireSession } from "../session";

/** An access key as it is made: its secret is in this answer only. */
export type NewAccessKey = { readonly access: string; readonly secret: string; readonly userName: string };

/** @param projectId what the key is bound to, or null: then it works in each of the user's projects */
export async function createOwnAccessKey(description: string, projectId: string | null): Promise<ActionResult<NewAccessKey>> {
  return runAction(async () => {
    const { userId, userName } = await requireSession();
    const bound = projectId === null ? {} : { project_id: projectId };
    const { credential } = await performOwn("createAccessKey", { credential: { user_id: userId, description, ...bound } });
    return { access: credential.access, secret: credential.secret, userName };
  });
}

export async function setOwnAccessKeyEnabled(access: string, isEnabled: boolean): Promise<ActionResult<null>> {
  return runAction(async () => {
    await performOwn("updateAccessKey", { access_key: access, credential: { status: isEnabled ? "active" : "inactive" } });
    return null;
  });
}

export async function describeOwnAccessKey(access: string, description: string): Promise<ActionResult<null>> {
  return runAction(async () => {
    await performOwn("updateAccessKey", { access_key: access, credential: { description } });
    return null;
  });
}

export async function deleteOwnAccessKey(access: string): Promise<ActionResult<null>> {
  return runAction(async () => {
    await performOwn("deleteAccessKey", { access_key: access });
    return null;
  });
}
