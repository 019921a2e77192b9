/** A caller as decisions know it. */
import type { Caller } from "../identity/caller";
import { toRegion } from "../identity/region";
import type { PolicyCaller } from "./held-policy";

/** Whoever has no user here has no user's name either: policies that name a user must not mean somebody whom the identity provider calls so. */
export function policyCallerOf({ userId, userName, isFederated, accountId, projectId, projectName, held }: Caller): PolicyCaller {
  const region = projectName === null ? "" : toRegion(projectName);
  return { userId, userName: isFederated ? userId : userName, accountId, projectId, region, held };
}
