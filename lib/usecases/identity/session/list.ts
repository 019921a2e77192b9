/** Lists the sessions of whoever asks. */
import { networkOf } from "#lib/base/network-of";
import { listSessions } from "#lib/store/identity/sessions";
import type { ProjectUseCase } from "../../use-case";

/** Programs may sign in anew for every request: nobody reads them all. */
const LIST_MAX = 100;

export const listOwnSessions: ProjectUseCase<"listOwnSessions"> = {
  subject: "account",
  async run(_input, { store, caller, now }) {
    const records = await listSessions(store, caller.userId, caller.sessionId, LIST_MAX, now());
    const sessions = records.map(({ id, source, createdAt, lastUsedAt, expiresAt, ip, agent, isMfaPresent }) => {
      const isCurrent = id === caller.sessionId;
      return { id, isCurrent, source, createdAt, lastUsedAt, expiresAt, ip, network: networkOf(ip), agent, isMfaPresent };
    });
    return { sessions };
  },
};
