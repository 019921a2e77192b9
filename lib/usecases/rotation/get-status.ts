/** Shows how a key is rotated. Keys that cannot rotate are answered too: clients ask before they delete one (api-reference §2.7). */

import { listReplaced, listVersions } from "#lib/store/keys/rotation";
import { toWireTime } from "#lib/wire/kms/key-details";
import { byKeyId, type KeyUseCase } from "../use-case";

export const getKeyRotationStatus: KeyUseCase<"getKeyRotationStatus"> = {
  subject: "key",
  subjectOf: byKeyId,
  async run(_input, { store, key }) {
    const [versions, replaces] = await Promise.all([listVersions(store, key.id), listReplaced(store, key)]);
    return {
      key_rotation_enabled: key.rotationInterval !== null,
      // Terraform takes any other number for a setting, and changes nothing of a key that has one while its rotation is off.
      rotation_interval: key.rotationInterval ?? 0,
      last_rotation_time: toWireTime(key.lastRotationAt),
      number_of_rotations: key.rotationCount,
      next_rotation_time: toWireTime(key.nextRotationAt),
      key_materials: versions.map(({ version, createdAt, hasMaterial }) => ({
        material_id: String(version),
        create_time: toWireTime(createdAt),
        expiration_time: toWireTime(key.materialExpiresAt),
        state: hasMaterial ? (version === key.primaryVersion ? "current" : "retained") : "absent",
      })),
      replaced_by: key.replacedBy ?? "",
      replaces,
    };
  },
};
