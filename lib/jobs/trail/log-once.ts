/** Says of what fails each second that it fails: at first, then once a minute with how often, and when it is over. */
import type { Log } from "#lib/base/log";

const AGAIN_MS = 60_000;

export type Faults = {
  note(error: unknown): void;
  end(): void;
};

export function logOnce(log: Pick<Log, "warn" | "info">, sentence: string, monotonic = () => performance.now()): Faults {
  let inARow = 0;
  let saidAt = 0;
  return {
    note(error) {
      inARow += 1;
      if (inARow > 1 && monotonic() - saidAt < AGAIN_MS) return;
      saidAt = monotonic();
      log.warn({ err: error, inARow }, sentence);
    },
    end() {
      if (inARow > 0) log.info({ inARow }, `${sentence}: this is over`);
      inARow = 0;
    },
  };
}
