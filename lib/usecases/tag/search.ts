/** Finds or counts keys by tags and name (guide §2.6.2: each key found meets the combined criteria). */
import { toKeyView } from "#lib/domain/key-view";
import { countKeysThatMatch, listKeys } from "#lib/store/key-list/key-list";
import { listTagsOfKeys } from "#lib/store/keys/tags";
import { realmOf } from "../realm";
import type { ProjectUseCase } from "../use-case";
import { toCriteria } from "./to-criteria";

const DEFAULT_LIMIT = 10;
/** Larger limits are clamped (design §12). */
const MAX_LIMIT = 1000;
/** PostgreSQL's offset is a signed 64-bit number; no list is longer than this. */
const MAX_OFFSET = 2 ** 31 - 1;

export const searchByTags: ProjectUseCase<"searchByTags"> = {
  subject: "project",
  async run(input, { store, projectId, caller, rights }) {
    const filter = { limit: rights.limit(), tags: toCriteria(input.tags ?? []), aliasParts: input.nameParts ?? [] };
    if (input.action === "count") {
      return { found: null, total: await countKeysThatMatch(store, projectId, filter) };
    }
    const page = { offset: Math.min(input.offset ?? 0, MAX_OFFSET), limit: Math.min(input.limit ?? DEFAULT_LIMIT, MAX_LIMIT) };
    const { keys, total } = await listKeys(store, projectId, filter, page);
    const tagsOf = await listTagsOfKeys(
      store,
      keys.map((key) => key.id),
    );
    return { found: keys.map((key) => ({ key: toKeyView(key, realmOf(caller)), tags: tagsOf.get(key.id) ?? [] })), total };
  },
};
