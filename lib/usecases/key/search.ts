/** Searches, filters, sorts and pages keys for the console, with the state of the quota. */
import { KmsError } from "#lib/domain/errors";
import { fromWireState, type KeyState } from "#lib/domain/key-state";
import { countKeys } from "#lib/store/identity/identities";
import { searchKeys as searchStoredKeys } from "#lib/store/key-list/key-list";
import { toKeyDetails } from "#lib/wire/kms/key-details";
import { realmOf } from "../realm";
import { toCriteria } from "../tag/to-criteria";
import type { ProjectUseCase } from "../use-case";

const DEFAULT_LIMIT = 50;

export const searchKeys: ProjectUseCase<"searchKeys"> = {
  subject: "project",
  async run(input, context) {
    const states = input.key_states?.map(fromWireState).filter((state): state is KeyState => state !== undefined);
    const filter = {
      ...(states?.length && { states }),
      ...(input.key_specs?.length && { specs: input.key_specs }),
      ...(input.key_usages?.length && { usages: input.key_usages }),
      ...(input.origins?.length && { origins: input.origins }),
      ...(input.kind !== undefined && { isDefault: input.kind === "default" }),
      ...(input.search !== undefined && { search: input.search }),
      ...(input.tags?.length && { tags: toCriteria(input.tags) }),
    };
    if (input.cursor && input.before) {
      throw new KmsError("parameterInvalid", {
        field: "before",
        message: "A page begins after a place or ends before one: give cursor or before.",
      });
    }
    const page = {
      sort: input.sort ?? "created_desc",
      after: input.cursor ?? "",
      before: input.before ?? "",
      limit: input.limit ?? DEFAULT_LIMIT,
    };
    const [{ keys, nextCursor, previousCursor, matching, isExact }, used] = await Promise.all([
      searchStoredKeys(context.store, context.projectId, filter, page),
      countKeys(context.store, context.projectId),
    ]);
    return {
      keys: keys.map((key) => toKeyDetails(key, realmOf(context.caller))),
      next_cursor: nextCursor,
      previous_cursor: previousCursor,
      matching,
      matching_is_exact: isExact,
      used,
      quota: context.quota.keys,
    };
  },
};
