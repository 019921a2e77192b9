/** Enables rotation; the first period begins now (guide §2.7.2). */
import { endOfPeriod, ROTATION_INTERVAL_DEFAULT } from "#lib/domain/rotation";
import { rotationOperations } from "#lib/operations/rotation-operations";
import { setRotation } from "#lib/store/keys/rotation";
import { byKey, type KeyUseCase } from "../use-case";
import { refuseUnlessRotatable } from "./require-rotatable";

export const enableKeyRotation: KeyUseCase<"enableKeyRotation"> = {
  subject: "key",
  subjectOf: byKey,
  refuse: (_input, _tools, key) => refuseUnlessRotatable(key),
  async run({ rotationInterval: interval = ROTATION_INTERVAL_DEFAULT }, { key, now, commit }) {
    const plan = { interval, next: endOfPeriod(now(), interval) };
    await commit(
      (tx) => setRotation(tx, key, "off", plan, rotationOperations.enableKeyRotation.allowedStates),
      () => ({ details: { interval, next: plan.next.toISOString() } }),
    );
  },
};
