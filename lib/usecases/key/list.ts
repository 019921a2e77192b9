/** Lists keys by offset, newest first, as clients of this API family page (design §12). */
import { fromWireState } from "#lib/domain/key-state";
import { listKeys as listStoredKeys } from "#lib/store/key-list/key-list";
import { toKeyDetails } from "#lib/wire/kms/key-details";
import { toOffsetPage, toPageReply } from "../offset-page";
import { realmOf } from "../realm";
import type { ProjectUseCase } from "../use-case";

export const listKeys: ProjectUseCase<"listKeys"> = {
  subject: "project",
  async run(input, context) {
    const page = toOffsetPage(input);
    const state = input.key_state === undefined ? undefined : fromWireState(String(input.key_state));
    const filter = {
      // Wire state 1 ("waiting for activation") is one no key ever has here.
      ...(input.key_state !== undefined && { states: state === undefined ? [] : [state] }),
      ...(input.key_spec !== undefined && input.key_spec !== "ALL" && { specs: [input.key_spec] }),
      ...(input.enterprise_project_id !== undefined &&
        input.enterprise_project_id !== "all" && { enterpriseProjectId: input.enterprise_project_id }),
    };
    const { keys, total } = await listStoredKeys(context.store, context.projectId, filter, page);
    return {
      keys: keys.map((key) => key.id),
      key_details: keys.map((key) => toKeyDetails(key, realmOf(context.caller))),
      ...toPageReply(page, keys.length, total),
    };
  },
};
