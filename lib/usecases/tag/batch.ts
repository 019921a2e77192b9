/** Adds or deletes several tags of a key in one transaction: all of them or none (design §12). */
import { KmsError } from "#lib/domain/errors";
import { deleteTags, putTags } from "#lib/store/tags";
import { byKeyId, type KeyUseCase } from "../use-case";

export const batchKeyTags: KeyUseCase<"batchKeyTags"> = {
  subject: "key",
  subjectOf: byKeyId,
  async run({ action, tags }, { key, quota, commit }) {
    if (action === "create" && tags.length > quota.tags) {
      throw new KmsError("tagListTooLong", { message: `A key may have ${quota.tags} tags; the list has ${tags.length}.` });
    }
    const tagKeys = tags.map((tag) => tag.key);
    await commit(
      async (tx) => {
        if (action === "create") await putTags(tx, key, tags, quota.tags);
        else await deleteTags(tx, key, tagKeys);
      },
      () => ({ details: { tagKeys: tagKeys.join(",") } }),
    );
    return undefined;
  },
};
