/** Lists the grants of a key, for the owner's side. */

import { listGrantsOfKey } from "#lib/store/keys/grants";
import { toOffsetPage, toPlace } from "../offset-page";
import { byKey, type KeyUseCase } from "../use-case";

export const listGrants: KeyUseCase<"listGrants"> = {
  subject: "key",
  subjectOf: byKey,
  async run(input, { store, key }) {
    const page = toOffsetPage(input);
    const { grants, total } = await listGrantsOfKey(store, key.id, page);
    return { grants, ...toPlace(page, grants.length, total) };
  },
};
