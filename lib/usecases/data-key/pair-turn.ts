/** How many data key pairs may be in making or wait for that, in this process: each takes the token up to seconds. */
import { KmsError } from "#lib/domain/errors";

const MOST = 16;
let inMaking = 0;

/** @throws KmsError `overloaded` where too many wait already; and what `make` throws */
export async function takeTurn<T>(make: () => Promise<T>): Promise<T> {
  if (inMaking >= MOST) throw new KmsError("overloaded");
  inMaking += 1;
  try {
    return await make();
  } finally {
    inMaking -= 1;
  }
}
