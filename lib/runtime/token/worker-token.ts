/**
 * A worker's token: opened with the PIN that is in force, told of each change of it, with its troubles in the log.
 * Invariant: a PIN that the token refused is not tried again before it was given anew, across starts of the worker too: one that is
 * refused at its start waits, since a worker that ended would be started again, and each start would be a wrong try.
 */

import type { Log } from "#lib/base/log";
import { type OpenedToken, type OpenOptions, openToken, PinRefusedError, type TokenSettings } from "#lib/hsm/pkcs11/open";
import { reportToLog } from "./token-log";

export type WorkerTokenParts = {
  readonly settings: TokenSettings;
  readonly options: Omit<OpenOptions, "report">;
  /** Has its argument called with the PIN whenever that was changed. */
  readonly followPin: (take: (pin: string) => void) => void;
  /** Called when the worker will be long in starting, and is not to be given up. */
  readonly waits: () => void;
  readonly log: Log;
};

/** @throws TokenStartError for whatever a new PIN does not mend */
export async function openWorkerToken({ settings, options, followPin, waits, log }: WorkerTokenParts): Promise<OpenedToken> {
  const report = reportToLog(log);
  let opened: OpenedToken | null = null;
  let given: string | null = null;
  let wake = () => {};
  followPin((pin) => {
    if (opened !== null) return opened.takePin(pin);
    given = pin;
    wake();
  });
  const nextPin = async (): Promise<string> => {
    if (given === null) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    const pin = given ?? settings.pin;
    given = null;
    return pin;
  };
  let wasRefused = false;
  for (let pin = settings.pin; ; pin = await nextPin()) {
    try {
      opened = await openToken({ ...settings, pin }, { ...options, report });
      break;
    } catch (error) {
      if (!(error instanceof PinRefusedError)) throw error;
      report({ kind: "pinRefused", sentence: error.message });
      wasRefused = true;
      waits();
    }
  }
  if (wasRefused) report({ kind: "restored", after: "pinRefused" });
  // It may have changed while the token was opened with the one before.
  if (given !== null) opened.takePin(given);
  return opened;
}
