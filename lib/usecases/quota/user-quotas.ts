/** The project's quotas. What is used of the grants is the largest number on any one key (design §12). */

import { countCustomKeys, countKeys } from "#lib/store/identity/identities";
import { maxGrantsOnAnyKey } from "#lib/store/keys/grants";
import type { ProjectUseCase } from "../use-case";

export const userQuotas: ProjectUseCase<"userQuotas"> = {
  subject: "project",
  async run(_input, { store, projectId, quota, rights }) {
    const ids = await rights.ids();
    const [keys, grants] = await Promise.all([
      ids === null ? countKeys(store, projectId) : countCustomKeys(store, projectId, ids),
      maxGrantsOnAnyKey(store, projectId, ids),
    ]);
    return { keys: { used: keys, quota: quota.keys }, grantsPerKey: { used: grants, quota: quota.grants } };
  },
};
