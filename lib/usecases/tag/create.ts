/** Adds a tag to a key; the same key again changes the value, which is how tags are edited (guide §2.6.3). */
import { putTags } from "#lib/store/keys/tags";
import { byKey, type KeyUseCase } from "../use-case";

export const createKeyTag: KeyUseCase<"createKeyTag"> = {
  subject: "key",
  subjectOf: byKey,
  async run(input, context) {
    await context.commit(
      (tx) => putTags(tx, context.key, [input.tag], context.quota.tags),
      () => ({ details: { tagKey: input.tag.key, tagValue: input.tag.value } }),
    );
  },
};
