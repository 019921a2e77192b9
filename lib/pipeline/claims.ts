/** What a request claims for itself beside its credential: it can only narrow what is allowed, so it is compared and never followed. */
import type { Caller } from "#lib/domain/identity/caller";
import { HEX_ID_PATTERN } from "#lib/domain/ids";
import type { Claims, HeldCredential } from "#lib/iam/credential";

/** The project to look for where the path names none; "" where there is none to look for. */
export function claimedProject({ claimedProjectId }: Claims): string {
  return claimedProjectId !== null && HEX_ID_PATTERN.test(claimedProjectId) ? claimedProjectId : "";
}

/** Whether project and account are those of the caller. A token without a project acts in none, whatever is claimed. */
export function isClaimOwn({ kind, claimedProjectId, claimedAccountId }: HeldCredential, caller: Caller): boolean {
  if (claimedAccountId !== null && claimedAccountId !== caller.accountId) return false;
  if (claimedProjectId === null || claimedProjectId === caller.projectId) return true;
  return kind === "token" && caller.projectId === null;
}
