"use server";
import type { ReplyOf, RequestOf } from "#lib/wire/catalog";
import type { ActionResult } from "../../api-failure";
import { performOperation } from "../perform-operation";
import { runAction } from "../run-action";

/** Turns rotation on or off, or changes its period. @param days of the period; none to turn it off */
export async function setRotation(
  projectId: string,
  keyId: string,
  change: "enable" | "edit" | "disable",
  days?: number,
): Promise<ActionResult<null>> {
  return runAction(async () => {
    if (change === "disable") await performOperation("disableKeyRotation", projectId, { key_id: keyId });
    else {
      const name = change === "enable" ? "enableKeyRotation" : "updateKeyRotationInterval";
      await performOperation(name, projectId, { key_id: keyId, rotation_interval: days ?? "" });
    }
    return null;
  });
}

/** Makes a new version at once. */
export async function rotateNow(projectId: string, keyId: string): Promise<ActionResult<null>> {
  return runAction(async () => {
    await performOperation("rotateOnDemand", projectId, { key_id: keyId });
    return null;
  });
}

/** Makes a key that takes another one's place. */
export async function replaceKey(projectId: string, input: RequestOf<"replaceKey">): Promise<ActionResult<ReplyOf<"replaceKey">>> {
  return runAction(() => performOperation("replaceKey", projectId, input));
}
