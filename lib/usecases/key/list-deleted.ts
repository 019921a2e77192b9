/** Lists what stays of deleted keys, by offset. */
import { keyBook } from "#lib/store/books/key-book";
import { listTombstones } from "#lib/store/keys/destruction";
import { toOffsetPage, toPlace } from "../offset-page";
import type { ProjectUseCase } from "../use-case";

export const listDeletedKeys: ProjectUseCase<"listDeletedKeys"> = {
  subject: "project",
  async run({ keyId, ...place }, { store, projectId, rights }) {
    const page = toOffsetPage(place);
    // What a key's tags were is not in its record, so whoever may see certain keys only is shown none that is gone.
    if (rights.isLimited) return { tombstones: [], ...toPlace(page, 0, 0) };
    const { tombstones, total } = await listTombstones(store, projectId, keyId, page);
    await store.requireUnaltered(tombstones.map((stone) => keyBook(stone.keyId)));
    return { tombstones, ...toPlace(page, tombstones.length, total) };
  },
};
