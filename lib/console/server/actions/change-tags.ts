"use server";
import type { Tag } from "#lib/domain/tag";
import type { ActionResult } from "../../api-failure";
import { performOperation } from "../perform-operation";
import { runAction } from "../run-action";

/** Adds tags to a key, all of them or none; a tag key that the key has already gets the new value. */
export async function putTags(projectId: string, keyId: string, tags: readonly Tag[]): Promise<ActionResult<null>> {
  return runAction(async () => {
    const [only, ...others] = tags;
    if (only && others.length === 0) await performOperation("createKeyTag", projectId, { key_id: keyId, tag: only });
    else await performOperation("batchKeyTags", projectId, { key_id: keyId, action: "create", tags: [...tags] });
    return null;
  });
}

export async function deleteTag(projectId: string, keyId: string, tagKey: string): Promise<ActionResult<null>> {
  return runAction(async () => {
    // URL parsers resolve a path's "." and "..", in whatever spelling: such a tag key can only stand in a body.
    if (/^\.\.?$/.test(tagKey))
      await performOperation("batchKeyTags", projectId, { key_id: keyId, action: "delete", tags: [{ key: tagKey }] });
    else await performOperation("deleteKeyTag", projectId, { key_id: keyId, key: tagKey });
    return null;
  });
}
