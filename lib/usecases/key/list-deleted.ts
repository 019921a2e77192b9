/** Lists what stays of deleted keys, by offset. */
import type { KeyTombstone } from "#lib/domain/tombstone";
import type { OutputOf } from "#lib/operations/catalog";
import { listTombstones } from "#lib/store/keys/destruction";
import { toWireTime } from "#lib/wire/kms/key-details";
import { toOffsetPage, toPageReply } from "../offset-page";
import type { ProjectUseCase } from "../use-case";

export const listDeletedKeys: ProjectUseCase<"listDeletedKeys"> = {
  subject: "project",
  async run(input, { store, projectId }) {
    const page = toOffsetPage(input);
    const { tombstones, total } = await listTombstones(store, projectId, input.key_id, page);
    return { deleted_keys: tombstones.map(toWire), ...toPageReply(page, tombstones.length, total) };
  },
};

function toWire(stone: KeyTombstone): OutputOf<"listDeletedKeys">["deleted_keys"][number] {
  return {
    key_id: stone.keyId,
    key_alias: stone.alias,
    key_spec: stone.spec,
    key_usage: stone.usage,
    origin: stone.origin,
    creation_date: toWireTime(stone.createdAt),
    requested_by: stone.requestedBy,
    requested_by_name: stone.requestedByName,
    requested_date: toWireTime(stone.requestedAt),
    scheduled_deletion_date: toWireTime(stone.scheduledFor),
    deletion_date: toWireTime(stone.destroyedAt),
    versions: stone.versions.map(({ version, createdAt, sha256 }) => ({
      version,
      create_time: toWireTime(new Date(createdAt)),
      sha256: sha256 ?? "",
    })),
    blobs_destroyed: stone.blobsDestroyed,
    blobs_left: stone.blobsLeft,
  };
}
