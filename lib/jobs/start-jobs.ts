/**
 * What happens without anybody calling. Every worker of every instance looks; the database lets one of them do each piece, so that it
 * happens once. Invariant: a round that fails is logged and the next one comes all the same.
 */
import type { Clock } from "#lib/runtime/clock";
import type { Log } from "#lib/runtime/log";
import type { Store } from "#lib/store/open";
import { expireMaterial } from "#lib/usecases/material/expire";

/** Expired material is gone within a minute (design §12), also when a round or two fail. */
export const ROUND_MS = 5_000;

/** @returns stops; resolves when the round under way has ended */
export function startJobs({ store, log, clock }: { store: Store; log: Log; clock: Clock }): () => Promise<void> {
  let round: Promise<void> = Promise.resolve();
  let isBusy = false;
  const work = async () => {
    isBusy = true;
    try {
      while ((await expireMaterial(store, clock.now())) > 0) {}
    } catch (error) {
      log.warn({ err: error }, "a round of jobs failed");
    } finally {
      isBusy = false;
    }
  };
  const timer = setInterval(() => {
    if (!isBusy) round = work();
  }, ROUND_MS);
  return async () => {
    clearInterval(timer);
    await round;
  };
}
