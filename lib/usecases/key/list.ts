/** Lists keys by offset, newest first, as clients of this API family page (design §12). */
import { fromWireState } from "#lib/domain/key-state";
import { toKeyDetails } from "#lib/operations/key-details";
import { listKeys as listStoredKeys } from "#lib/store/key-list";
import { realmOf } from "../realm";
import type { ProjectUseCase } from "../use-case";

const DEFAULT_LIMIT = 100;
/** Larger limits are clamped, not refused: some clients ask for 2,000 (api-reference §2.1). */
const MAX_LIMIT = 2000;
/** PostgreSQL's offset is a signed 64-bit number; no list is longer than this. */
const MAX_MARKER = 2 ** 31 - 1;

export const listKeys: ProjectUseCase<"listKeys"> = {
  subject: "project",
  async run(input, context) {
    const limit = Math.min(input.limit ?? DEFAULT_LIMIT, MAX_LIMIT);
    const offset = Math.min(input.marker ?? 0, MAX_MARKER);
    const state = input.key_state === undefined ? undefined : fromWireState(String(input.key_state));
    const filter = {
      // Wire state 1 ("waiting for activation") is one no key ever has here.
      ...(input.key_state !== undefined && { states: state === undefined ? [] : [state] }),
      ...(input.key_spec !== undefined && input.key_spec !== "ALL" && { specs: [input.key_spec] }),
      ...(input.enterprise_project_id !== undefined &&
        input.enterprise_project_id !== "all" && { enterpriseProjectId: input.enterprise_project_id }),
    };
    const { keys, total } = await listStoredKeys(context.store, context.projectId, filter, { offset, limit });
    const isLast = offset + keys.length >= total;
    return {
      keys: keys.map((key) => key.id),
      key_details: keys.map((key) => toKeyDetails(key, realmOf(context.caller))),
      next_marker: isLast ? "" : String(offset + keys.length),
      truncated: isLast ? "false" : "true",
      total,
    };
  },
};
