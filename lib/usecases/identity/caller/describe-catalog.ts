/** Shows for which project the caller's services are. */
import type { ProjectUseCase } from "../../use-case";

export const describeCatalog: ProjectUseCase<"describeCatalog"> = {
  subject: "account",
  run(_input, { caller: { projectId, projectName } }) {
    return { project: projectId === null || projectName === null ? null : { id: projectId, name: projectName } };
  },
};
