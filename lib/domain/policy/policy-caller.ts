/** A caller as decisions know it. */
import type { Caller } from "../identity/caller";
import { toRegion } from "../identity/region";
import type { PolicyCaller } from "./held-policy";

export function policyCallerOf({ userId, userName, accountId, service, projectId, projectName, held }: Caller): PolicyCaller {
  return { userId, userName, accountId, service, projectId, region: projectName === null ? "" : toRegion(projectName), held };
}
