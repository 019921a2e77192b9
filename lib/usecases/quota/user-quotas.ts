/** The project's quotas. What is used of the grants is the largest number on any one key (design §12). */

import { countCustomKeys } from "#lib/store/key-list/count-keys";
import { maxGrantsOnAnyKey } from "#lib/store/keys/grants";
import type { ProjectUseCase } from "../use-case";

export const userQuotas: ProjectUseCase<"userQuotas"> = {
  subject: "project",
  async run(_input, { store, projectId, quota, rights }) {
    const limit = rights.limit();
    const [keys, grants] = await Promise.all([countCustomKeys(store, projectId, limit), maxGrantsOnAnyKey(store, projectId, limit)]);
    return { keys: { used: keys, quota: quota.keys }, grantsPerKey: { used: grants, quota: quota.grants } };
  },
};
