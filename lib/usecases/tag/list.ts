/** Lists the tags of a key. Tags made by the system (`sys_tags`) do not exist here. */
import { listTags } from "#lib/store/keys/tags";
import { byKeyId, type KeyUseCase } from "../use-case";

export const listKeyTags: KeyUseCase<"listKeyTags"> = {
  subject: "key",
  subjectOf: byKeyId,
  async run(_input, { store, key }) {
    const tags = await listTags(store, key.id);
    return { tags, sys_tags: [], existTagsNum: tags.length };
  },
};
