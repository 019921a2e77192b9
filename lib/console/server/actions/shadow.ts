"use server";
import type { ReplyOf } from "#lib/wire/catalog";
import type { ActionResult } from "../../api-failure";
import { performOperation } from "../perform-operation";
import { runAction } from "../run-action";

/** Disables a key in shadow: it works on, and what would fail is counted. */
export async function startShadow(projectId: string, keyId: string, days: number): Promise<ActionResult<ReplyOf<"startShadowDisable">>> {
  return runAction(() => performOperation("startShadowDisable", projectId, { key_id: keyId, days }));
}

export async function stopShadow(projectId: string, keyId: string): Promise<ActionResult<null>> {
  return runAction(async () => {
    await performOperation("stopShadowDisable", projectId, { key_id: keyId });
    return null;
  });
}
