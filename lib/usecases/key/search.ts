/** Searches, filters, sorts and pages keys for the console, with the state of the quota. */
import { KmsError } from "#lib/domain/errors";
import { DAY_MS } from "#lib/domain/key";
import type { KeyOrder } from "#lib/domain/key-order";
import { toKeyView } from "#lib/domain/key-view";
import type { Tag } from "#lib/domain/tag";
import type { LastUse } from "#lib/domain/use/key-use";
import { countCustomKeys } from "#lib/store/key-list/count-keys";
import type { KeySort } from "#lib/store/key-list/key-cursor";
import { searchKeys as searchStoredKeys } from "#lib/store/key-list/key-list";
import { findShadows } from "#lib/store/keys/shadow";
import { listTagsOfKeys } from "#lib/store/keys/tags";
import { readLastUses } from "#lib/store/use/read-use";
import { realmOf } from "../realm";
import { toCriteria } from "../tag/to-criteria";
import type { ProjectUseCase } from "../use-case";

const DEFAULT_LIMIT = 50;

/** The stored columns behind each order. */
const SORTS = {
  newestFirst: "created_desc",
  oldestFirst: "created_asc",
  aliasAscending: "alias_asc",
  aliasDescending: "alias_desc",
} as const satisfies Record<KeyOrder, KeySort>;

export const searchKeys: ProjectUseCase<"searchKeys"> = {
  subject: "project",
  async run(input, { store, projectId, caller, quota, rights, now }) {
    const { search, alias, states, specs, usages, origins, kind, tags, order = "newestFirst", after = "", before = "" } = input;
    const limit = rights.limit();
    const filter = {
      limit,
      ...(states !== undefined && { states }),
      ...(specs !== undefined && { specs }),
      ...(usages !== undefined && { usages }),
      ...(origins !== undefined && { origins }),
      ...(kind !== undefined && { isDefault: kind === "default" }),
      ...(search !== undefined && { search }),
      ...(alias !== undefined && { alias }),
      ...(tags !== undefined && { tags: toCriteria(tags) }),
      ...(input.unusedDays !== undefined && { unusedSince: new Date(now().getTime() - input.unusedDays * DAY_MS) }),
    };
    if (after !== "" && before !== "") {
      throw new KmsError("parameterInvalid", {
        field: "before",
        message: "A page begins after a place or ends before one: give cursor or before.",
      });
    }
    const page = { sort: SORTS[order], after, before, limit: input.limit ?? DEFAULT_LIMIT };
    const [{ keys, nextCursor, previousCursor, matching, isExact }, used] = await Promise.all([
      searchStoredKeys(store, projectId, filter, page),
      countCustomKeys(store, projectId, limit),
    ]);
    const shown = keys.map((key) => key.id);
    const [tagsOf, lastUses, shadows] = await Promise.all([
      input.withTags && keys.length > 0 ? listTagsOfKeys(store, shown) : new Map<string, Tag[]>(),
      input.withLastUse ? readLastUses(store, shown) : new Map<string, LastUse>(),
      findShadows(store, shown, now()),
    ]);
    return {
      keys: keys.map((key) => ({
        ...toKeyView(key, realmOf(caller), shadows.get(key.id)),
        ...(input.withTags && { tags: tagsOf.get(key.id) ?? [] }),
        ...(input.withRotation && { lastRotationAt: key.lastRotationAt, nextRotationAt: key.nextRotationAt }),
        ...(input.withLastUse && { lastUse: lastUses.get(key.id) ?? null }),
      })),
      nextCursor: nextCursor === "" ? null : nextCursor,
      previousCursor: previousCursor === "" ? null : previousCursor,
      matching,
      isMatchingExact: isExact,
      used,
      quota: quota.keys,
    };
  },
};
