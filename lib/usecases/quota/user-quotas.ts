/** The project's quotas. What is used of the grants is the largest number on any one key (design §12). */

import { countKeys } from "#lib/store/identity/identities";
import { maxGrantsOnAnyKey } from "#lib/store/keys/grants";
import type { ProjectUseCase } from "../use-case";

export const userQuotas: ProjectUseCase<"userQuotas"> = {
  subject: "project",
  async run(_input, { store, projectId, quota }) {
    const [keys, grants] = await Promise.all([countKeys(store, projectId), maxGrantsOnAnyKey(store, projectId)]);
    return { keys: { used: keys, quota: quota.keys }, grantsPerKey: { used: grants, quota: quota.grants } };
  },
};
