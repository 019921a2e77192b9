/** Lists all tags of the project's keys, each with its different values. */
import { listTagsOfProject } from "#lib/store/tags";
import type { ProjectUseCase } from "../use-case";

export const listProjectTags: ProjectUseCase<"listProjectTags"> = {
  subject: "project",
  run: async (_input, { store, projectId }) => ({ tags: await listTagsOfProject(store, projectId) }),
};
