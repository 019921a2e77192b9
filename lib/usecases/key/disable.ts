/** Disables a key by one conditional update in the transaction of its trace; once answered, it is in force for every later call. */
import { transitionKey } from "#lib/store/keys/keys";
import { byKey, type KeyUseCase } from "../use-case";

export const disableKey: KeyUseCase<"disableKey"> = {
  subject: "key",
  subjectOf: byKey,
  async run(_input, context) {
    const key = await context.commit(
      (tx) => transitionKey(tx, context.key, "disable"),
      ({ state }) => ({ details: { state } }),
    );
    return { keyId: key.id, state: key.state };
  },
};
