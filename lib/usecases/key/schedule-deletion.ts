/** Schedules the deletion of a key. The notice runs in whole 24-hour steps from the request (guide §2.4.4: 7 to 1096 days). */
import { DAY_MS } from "#lib/domain/key";
import { TRANSITIONS } from "#lib/domain/key-state";
import { transitionKey } from "#lib/store/keys/keys";
import { byKey, type KeyUseCase } from "../use-case";

/** When the notice ends, and what the trace says of it. */
export function toNotice(days: number, now: Date) {
  const due = new Date(now.getTime() + days * DAY_MS);
  return { due, details: { state: TRANSITIONS.scheduleDeletion.to, pendingDays: days, scheduledDeletionAt: due.toISOString() } };
}

export const scheduleKeyDeletion: KeyUseCase<"scheduleKeyDeletion"> = {
  subject: "key",
  subjectOf: byKey,
  async run(input, context) {
    const { due, details } = toNotice(input.pendingDays, context.now());
    const key = await context.commit(
      (tx) => transitionKey(tx, context.key, "scheduleDeletion", { scheduledDeletionAt: due }),
      () => ({ details }),
    );
    return { keyId: key.id, state: key.state };
  },
};
