"use server";
import type { Tag } from "#lib/domain/tag";
import type { ReplyOf, RequestOf } from "#lib/wire/catalog";
import { type ActionResult, ApiFailure, type Failure, SessionEnded, sessionEnded } from "../../api-failure";
import { performOperation } from "../perform-operation";
import { runAction } from "../run-action";

/** `tagFailure`: the key exists, but without the tags, or nobody knows of them. */
export type CreatedKey = ReplyOf<"createKey"> & { readonly tagFailure: Failure | null };

/** Creates a key, then adds its tags; its refusals name the field by their code. */
export async function createKey(
  projectId: string,
  input: RequestOf<"createKey">,
  tags: readonly Tag[] = [],
): Promise<ActionResult<CreatedKey>> {
  return runAction(async () => {
    const created = await performOperation("createKey", projectId, input);
    return { ...created, tagFailure: await addTags(projectId, created.key_info.key_id, tags) };
  });
}

async function addTags(projectId: string, keyId: string, tags: readonly Tag[]): Promise<Failure | null> {
  if (tags.length === 0) return null;
  try {
    await performOperation("batchKeyTags", projectId, { key_id: keyId, action: "create", tags: [...tags] });
    return null;
  } catch (error) {
    if (error instanceof ApiFailure) return error.failure;
    // The key has been made: what became of its tags must not hide that.
    if (error instanceof SessionEnded) return sessionEnded();
    throw error;
  }
}
