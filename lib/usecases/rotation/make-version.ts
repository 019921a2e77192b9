import type { Hsm } from "#lib/hsm/port";
import { toBinding } from "#lib/store/keys/keys";
import type { NewVersion, RotatingKey } from "#lib/store/keys/rotation";

/** Makes material in the token for the version after the primary one. Until it is stored, nothing of it exists but the blob. */
export async function makeVersion(hsm: Pick<Hsm, "generateMaterial">, key: RotatingKey): Promise<NewVersion> {
  return { key, material: await hsm.generateMaterial(toBinding(key, key.primaryVersion + 1)) };
}
