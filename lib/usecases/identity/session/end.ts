/** Ends sessions of whoever asks: their tokens are good for nothing from the next request on, on every instance. */
import { KmsError } from "#lib/domain/errors";
import { deleteOtherSessions, deleteSession } from "#lib/store/identity/sessions";
import type { ProjectUseCase } from "../../use-case";

export const endOwnSession: ProjectUseCase<"endOwnSession"> = {
  subject: "account",
  async run({ sessionId }, { caller, now, commit }) {
    await commit(
      async (tx) => {
        const ended = await deleteSession(tx, caller.userId, sessionId, now());
        if (ended === null) throw new KmsError("sessionNotFound");
        return ended;
      },
      ({ source, ip, createdAt }) => ({ resourceId: sessionId, details: { source, ip, createdAt: createdAt.toISOString() } }),
    );
  },
};

export const endOtherSessions: ProjectUseCase<"endOtherSessions"> = {
  subject: "account",
  async run(_input, { caller, now, commit }) {
    const ended = await commit(
      (tx) => deleteOtherSessions(tx, caller.userId, caller.sessionId, now()),
      (count) => ({ resourceId: caller.sessionId ?? "", details: { ended: count } }),
    );
    return { ended };
  },
};
