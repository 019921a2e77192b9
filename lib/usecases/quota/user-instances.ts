/** Counts the custom keys of the project; those pending deletion count, default master keys do not. */
import { countCustomKeys, countKeys } from "#lib/store/identity/identities";
import type { ProjectUseCase } from "../use-case";

export const userInstances: ProjectUseCase<"userInstances"> = {
  subject: "project",
  async run(_input, { store, projectId, rights }) {
    const ids = await rights.ids();
    return { keys: ids === null ? await countKeys(store, projectId) : await countCustomKeys(store, projectId, ids) };
  },
};
