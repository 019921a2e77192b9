/** Random bytes of the token's generator (guide §1.2; api-reference §2.2). */
import { toHex } from "../data-key/to-hex";
import type { ProjectUseCase } from "../use-case";

export const genRandom: ProjectUseCase<"genRandom"> = {
  subject: "project",
  usesTokenOnly: true,
  run(input, { hsm }) {
    const random = hsm.randomBytes(input.random_data_length / 8);
    try {
      return { random_data: toHex(random) };
    } finally {
      random.fill(0);
    }
  },
};
