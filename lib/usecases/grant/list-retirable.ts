/** Lists the grants that the caller may retire, whatever project or account their keys belong to. */

import { listRetirableGrants as listStoredGrants } from "#lib/store/keys/grants";
import { toOffsetPage, toPlace } from "../offset-page";
import type { ProjectUseCase } from "../use-case";

export const listRetirableGrants: ProjectUseCase<"listRetirableGrants"> = {
  subject: "project",
  async run(input, { store, caller }) {
    const page = toOffsetPage(input);
    const { grants, total } = await listStoredGrants(store, caller, page);
    return { grants, ...toPlace(page, grants.length, total) };
  },
};
