/** Gives a key a new version at once, counted like any other rotation; a plan goes on as it was. */

import { inTransaction } from "#lib/store/database/run-sql";
import { addVersions, claimRotation } from "#lib/store/keys/rotation";
import { byKey, type KeyUseCase } from "../use-case";
import { makeVersion } from "./make-version";
import { refuseUnlessRotatable } from "./require-rotatable";

export const rotateOnDemand: KeyUseCase<"rotateOnDemand"> = {
  subject: "key",
  usesMaterial: true,
  subjectOf: byKey,
  refuse: (_input, _tools, key) => refuseUnlessRotatable(key),
  async run(_input, { key, hsm, now, commit }) {
    await commit(
      async (tx) => {
        const claimed = await claimRotation(tx, key);
        await addVersions(inTransaction(tx), [await makeVersion(hsm, claimed)], now(), "onDemand");
        return claimed.primaryVersion + 1;
      },
      (version) => ({ details: { version, reason: "on demand" } }),
    );
    return { keyId: key.id };
  },
};
