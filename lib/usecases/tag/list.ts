/** Lists the tags of a key. */
import { listTags } from "#lib/store/keys/tags";
import { byKey, type KeyUseCase } from "../use-case";

export const listKeyTags: KeyUseCase<"listKeyTags"> = {
  subject: "key",
  subjectOf: byKey,
  async run(_input, { store, key }) {
    return { tags: await listTags(store, key.id) };
  },
};
