/** Finds or counts keys by tags and name (guide §2.6.2: each key found meets the combined criteria). */
import { toKeyDetails } from "#lib/operations/key-details";
import { searchByTags as searchStoredKeys } from "#lib/store/tags";
import { realmOf } from "../realm";
import type { ProjectUseCase } from "../use-case";

const DEFAULT_LIMIT = 10;
/** Larger limits are clamped (design §12). */
const MAX_LIMIT = 1000;
/** PostgreSQL's offset is a signed 64-bit number; no list is longer than this. */
const MAX_OFFSET = 2 ** 31 - 1;

export const searchByTags: ProjectUseCase<"searchByTags"> = {
  subject: "project",
  async run(input, { store, projectId, caller }) {
    const search = {
      tags: (input.tags ?? []).map(({ key, values }) => ({ key, values: values ?? [] })),
      names: (input.matches ?? []).map(({ value }) => value),
    };
    if (input.action === "count") return { total_count: (await searchStoredKeys(store, projectId, search, null)).total };
    const page = { offset: Math.min(input.offset ?? 0, MAX_OFFSET), limit: Math.min(input.limit ?? DEFAULT_LIMIT, MAX_LIMIT) };
    const { keys, total } = await searchStoredKeys(store, projectId, search, page);
    return {
      resources: keys.map(({ tags, ...key }) => ({
        resource_id: key.id,
        resource_detail: toKeyDetails(key, realmOf(caller)),
        resource_name: key.alias,
        tags,
      })),
      total_count: total,
    };
  },
};
