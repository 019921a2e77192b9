/** The session that a sign-in begins. */
import type { RequestOrigin } from "#lib/domain/identity/caller";
import { type SessionLimits, toAgent } from "#lib/domain/identity/session";
import { newHexId } from "#lib/domain/ids";
import type { NewSession } from "#lib/store/identity/sessions";
import type { Principal } from "../token/principal";

/**
 * A session of the console ends by its own limits, and its sign-in counts as a step-up from when it was seen whose it is. One of the API
 * lives as long as its token, however seldom it is used, and is never stepped up.
 */
export function beginSession(principal: Principal, { ip, agent }: RequestOrigin, limits: SessionLimits): NewSession {
  const { accountId, userId, userName, federatedGroups, source, isMfaPresent, provenAt, seenAt, expiresAt, isByIdToken } = principal;
  const isConsole = source === "console";
  const later = (ms: number) => new Date(provenAt.getTime() + ms);
  return {
    id: newHexId(),
    accountId,
    userId,
    source,
    createdAt: provenAt,
    lastUsedAt: provenAt,
    ip,
    agent: toAgent(agent),
    isMfaPresent,
    steppedUpAt: isConsole ? seenAt : null,
    idleUntil: isConsole ? later(limits.idleMs) : null,
    expiresAt: isConsole ? later(limits.lifeMs) : expiresAt,
    isByIdToken,
    federated: federatedGroups && { name: userName, groups: federatedGroups },
  };
}
