/**
 * How many passwords are checked at once. Argon2 is slow on purpose, and anybody may ask for it, so that without a gate
 * strangers could take all of a worker's time and memory.
 */
import { KmsError } from "#lib/domain/errors";

const AT_WORK_MAX = 2;
const WAITING_MAX = 50;

let atWork = 0;
const waiting: (() => void)[] = [];

/** Runs `check` when its turn comes. @throws KmsError `requestTooMany` at once when too many wait already */
export async function throughPasswordGate<T>(check: () => Promise<T>): Promise<T> {
  if (atWork >= AT_WORK_MAX) {
    if (waiting.length >= WAITING_MAX) throw new KmsError("requestTooMany");
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else {
    atWork++;
  }
  try {
    return await check();
  } finally {
    // A turn is handed on, not given back, so that nobody slips in between.
    const next = waiting.shift();
    if (next === undefined) atWork--;
    else next();
  }
}
