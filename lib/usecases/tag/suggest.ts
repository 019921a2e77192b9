/** Suggests tag keys of the project, or values of one, to whoever enters a tag. */
import { suggestTags as suggestStoredTags } from "#lib/store/keys/tags";
import type { ProjectUseCase } from "../use-case";

/** More are narrowed by what is typed. */
const SUGGESTED = 200;

export const suggestTags: ProjectUseCase<"suggestTags"> = {
  subject: "project",
  async run(input, { store, projectId, rights }) {
    const wanted = { key: input.tagKey, prefix: input.prefix ?? "", most: SUGGESTED + 1, limit: rights.limit() };
    const found = await suggestStoredTags(store, projectId, wanted);
    return { suggestions: found.slice(0, SUGGESTED), isWhole: found.length <= SUGGESTED };
  },
};
