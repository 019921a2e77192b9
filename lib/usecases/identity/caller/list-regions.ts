/** Lists the region of this installation. */
import type { ProjectUseCase } from "../../use-case";

export const listRegions: ProjectUseCase<"listRegions"> = {
  subject: "account",
  run: (_input, { region }) => ({ regions: [region] }),
};
