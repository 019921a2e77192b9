/** Random bytes of the token's generator (guide §1.2; api-reference §2.2). */
import type { ProjectUseCase } from "../use-case";

export const genRandom: ProjectUseCase<"genRandom"> = {
  subject: "project",
  usesTokenOnly: true,
  run: ({ bits }, { hsm }) => ({ randomData: hsm.randomBytes(bits / 8) }),
};
