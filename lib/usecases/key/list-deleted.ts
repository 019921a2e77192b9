/** Lists what stays of deleted keys, by offset. */
import { listTombstones } from "#lib/store/keys/destruction";
import { toOffsetPage, toPlace } from "../offset-page";
import type { ProjectUseCase } from "../use-case";

export const listDeletedKeys: ProjectUseCase<"listDeletedKeys"> = {
  subject: "project",
  async run({ keyId, ...place }, { store, projectId }) {
    const page = toOffsetPage(place);
    const { tombstones, total } = await listTombstones(store, projectId, keyId, page);
    return { tombstones, ...toPlace(page, tombstones.length, total) };
  },
};
