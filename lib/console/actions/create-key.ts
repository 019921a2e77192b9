"use server";
import type { OutputOf, RequestOf } from "#lib/operations/catalog";
import type { ActionResult } from "../api-failure";
import { performOperation } from "../perform-operation";
import { runAction } from "../run-action";

/** Creates a key; its refusals name the field by their code. */
export async function createKey(projectId: string, input: RequestOf<"createKey">): Promise<ActionResult<OutputOf<"createKey">>> {
  return runAction(() => performOperation("createKey", projectId, input));
}
