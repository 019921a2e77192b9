/** Lists the grants of a key, for the owner's side. */

import { listGrantsOfKey } from "#lib/store/keys/grants";
import { toGrantDetails } from "#lib/wire/kms/grant-details";
import { toOffsetPage, toPageReply } from "../offset-page";
import { byKeyId, type KeyUseCase } from "../use-case";

export const listGrants: KeyUseCase<"listGrants"> = {
  subject: "key",
  subjectOf: byKeyId,
  async run(input, { store, key }) {
    const page = toOffsetPage(input);
    const { grants, total } = await listGrantsOfKey(store, key.id, page);
    return { grants: grants.map(toGrantDetails), ...toPageReply(page, grants.length, total) };
  },
};
