/** Changes the rotation interval; a new period begins now, however much of the old one has passed (guide §2.7.2). */
import { endOfPeriod } from "#lib/domain/rotation";
import { rotationOperations } from "#lib/operations/rotation-operations";
import { setRotation } from "#lib/store/keys/rotation";
import { byKey, type KeyUseCase } from "../use-case";
import { refuseUnlessRotatable } from "./require-rotatable";

export const updateKeyRotationInterval: KeyUseCase<"updateKeyRotationInterval"> = {
  subject: "key",
  subjectOf: byKey,
  refuse: (_input, _tools, key) => refuseUnlessRotatable(key),
  async run({ rotationInterval: interval }, { key, now, commit }) {
    const plan = { interval, next: endOfPeriod(now(), interval) };
    await commit(
      (tx) => setRotation(tx, key, "on", plan, rotationOperations.updateKeyRotationInterval.allowedStates),
      () => ({ details: { interval, previousInterval: key.rotationInterval ?? 0, next: plan.next.toISOString() } }),
    );
  },
};
