/** Disables a key in shadow, and ends that. Both are in force for every later call: the key's row is written anew with them. */
import { DAY_MS } from "#lib/domain/key";
import { startShadow, stopShadow } from "#lib/store/keys/shadow";
import { byKey, type KeyUseCase } from "../use-case";

export const startShadowDisable: KeyUseCase<"startShadowDisable"> = {
  subject: "key",
  subjectOf: byKey,
  async run({ days }, { key, now, commit }) {
    const at = now();
    const until = new Date(at.getTime() + days * DAY_MS);
    const shadow = await commit(
      (tx) => startShadow(tx, key, at, until),
      ({ since }) => ({ details: { days, since: since.toISOString(), until: until.toISOString() } }),
    );
    return { keyId: key.id, ...shadow };
  },
};

export const stopShadowDisable: KeyUseCase<"stopShadowDisable"> = {
  subject: "key",
  subjectOf: byKey,
  async run(_input, { key, now, commit }) {
    await commit(
      (tx) => stopShadow(tx, key, now()),
      (ended) => ({ details: { wasRunning: ended !== null, ...(ended && { since: ended.since.toISOString() }) } }),
    );
    return { keyId: key.id };
  },
};
