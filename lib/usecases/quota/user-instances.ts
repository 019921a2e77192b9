/** Counts the custom keys of the project; those pending deletion count, default master keys do not. */
import { countKeys } from "#lib/store/identity/identities";
import type { ProjectUseCase } from "../use-case";

export const userInstances: ProjectUseCase<"userInstances"> = {
  subject: "project",
  run: async (_input, { store, projectId }) => ({ keys: await countKeys(store, projectId) }),
};
