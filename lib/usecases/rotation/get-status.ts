/** Shows how a key is rotated. Keys that cannot rotate are answered too: clients ask before they delete one (api-reference §2.7). */

import { listReplaced, listVersions } from "#lib/store/keys/rotation";
import { byKey, type KeyUseCase } from "../use-case";

export const getKeyRotationStatus: KeyUseCase<"getKeyRotationStatus"> = {
  subject: "key",
  subjectOf: byKey,
  async run(_input, { store, key }) {
    const [versions, replaces] = await Promise.all([listVersions(store, key.id), listReplaced(store, key)]);
    return {
      rotationInterval: key.rotationInterval,
      lastRotationAt: key.lastRotationAt,
      rotationCount: key.rotationCount,
      nextRotationAt: key.nextRotationAt,
      versions: versions.map(({ version, createdAt, hasMaterial }) => ({
        version,
        createdAt,
        materialExpiresAt: key.materialExpiresAt,
        state: hasMaterial ? (version === key.primaryVersion ? "current" : "retained") : "absent",
      })),
      replacedBy: key.replacedBy,
      replaces,
    };
  },
};
