/** The regions in which keys can be: an installation is one. Clients page until a page is empty. */
import type { ProjectUseCase } from "../use-case";

export const listSupportRegions: ProjectUseCase<"listSupportRegions"> = {
  subject: "project",
  run({ limit, offset = 0 }, { region }) {
    return { regions: [region].slice(offset, limit === undefined ? undefined : offset + limit) };
  },
};
