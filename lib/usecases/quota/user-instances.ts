/** Counts the custom keys of the project; those pending deletion count, default master keys do not. */
import { countCustomKeys } from "#lib/store/key-list/count-keys";
import type { ProjectUseCase } from "../use-case";

export const userInstances: ProjectUseCase<"userInstances"> = {
  subject: "project",
  async run(_input, { store, projectId, rights }) {
    return { keys: await countCustomKeys(store, projectId, rights.limit()) };
  },
};
