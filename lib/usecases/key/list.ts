/** Lists keys by offset, newest first, as clients of this API family page (design §12). */
import { toKeyView } from "#lib/domain/key-view";
import { listKeys as listStoredKeys } from "#lib/store/key-list/key-list";
import { findShadows } from "#lib/store/keys/shadow";
import { toOffsetPage, toPlace } from "../offset-page";
import { realmOf } from "../realm";
import type { ProjectUseCase } from "../use-case";

export const listKeys: ProjectUseCase<"listKeys"> = {
  subject: "project",
  async run({ states, spec, enterpriseProjectId, ...place }, { store, projectId, caller, rights, now }) {
    const page = toOffsetPage(place);
    const filter = {
      limit: rights.limit(),
      ...(states !== undefined && { states }),
      ...(spec !== undefined && { specs: [spec] }),
      ...(enterpriseProjectId !== undefined && { enterpriseProjectId }),
    };
    const { keys, total } = await listStoredKeys(store, projectId, filter, page);
    const shadows = await findShadows(
      store,
      keys.map(({ id }) => id),
      now(),
    );
    return { keys: keys.map((key) => toKeyView(key, realmOf(caller), shadows.get(key.id))), ...toPlace(page, keys.length, total) };
  },
};
