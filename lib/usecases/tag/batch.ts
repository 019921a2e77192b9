/** Adds or deletes several tags of a key in one transaction: all of them or none (design §12). */
import { KmsError } from "#lib/domain/errors";
import type { Tag } from "#lib/domain/tag";
import { deleteTags, putTags } from "#lib/store/keys/tags";
import { byKey, type KeyUseCase } from "../use-case";

/** @throws KmsError `tagListTooLong` for more tags than any key may have */
export function requireRoomFor(tags: readonly Tag[], quota: number): void {
  if (tags.length <= quota) return;
  throw new KmsError("tagListTooLong", { message: `A key may have ${quota} tags; the list has ${tags.length}.` });
}

/** What the trace says: the values stay out, since there may be many. */
/** What a trace says of tags: policies may go by their values, so those that are set are in it, as JSON. */
export function toTagDetails(tags: readonly Tag[], action: "create" | "delete"): Record<string, string> {
  const tagKeys = tags.map((tag) => tag.key).join(",");
  if (action === "delete") return { tagKeys };
  return { tagKeys, tags: JSON.stringify(tags.map(({ key, value }) => ({ key, value }))) };
}

export const batchKeyTags: KeyUseCase<"batchKeyTags"> = {
  subject: "key",
  subjectOf: byKey,
  async run({ action, tags }, { key, quota, commit }) {
    if (action === "create") requireRoomFor(tags, quota.tags);
    const tagKeys = tags.map((tag) => tag.key);
    await commit(
      async (tx) => {
        if (action === "create") await putTags(tx, key, tags, quota.tags);
        else await deleteTags(tx, key, tagKeys);
      },
      () => ({ details: toTagDetails(tags, action) }),
    );
  },
};
