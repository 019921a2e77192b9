"use server";
import type { ActionResult } from "../../api-failure";
import { performOperation } from "../perform-operation";
import { runAction } from "../run-action";

/** Gives a key another alias. */
export async function updateKeyAlias(projectId: string, keyId: string, alias: string): Promise<ActionResult<string>> {
  return runAction(async () => {
    const { key_info } = await performOperation("updateKeyAlias", projectId, { key_id: keyId, key_alias: alias });
    return key_info.key_alias;
  });
}

/** Gives a key another description. */
export async function updateKeyDescription(projectId: string, keyId: string, description: string): Promise<ActionResult<string>> {
  return runAction(async () => {
    const { key_info } = await performOperation("updateKeyDescription", projectId, { key_id: keyId, key_description: description });
    return key_info.key_description;
  });
}
