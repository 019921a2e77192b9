/**
 * Says in the log how it stands with the token. Invariant: no PIN, and no flood: what calls suffer one by one is said at most once a
 * minute, with how many there were.
 */

import type { Log } from "#lib/base/log";
import type { TokenEvent } from "#lib/hsm/pkcs11/open";

const EVERY_MS = 60_000;

/** @param now milliseconds of any clock that does not go back */
export function reportToLog(log: Pick<Log, "error" | "warn">, now: () => number = () => performance.now()): (event: TokenEvent) => void {
  let failed = 0;
  let saidAt = Number.NEGATIVE_INFINITY;
  return (event) => {
    switch (event.kind) {
      case "callFailed":
        failed += 1;
        if (now() - saidAt < EVERY_MS) return;
        log.warn({ calls: failed, last: event.cause }, "the token failed calls, which are tried again");
        [failed, saidAt] = [0, now()];
        return;
      case "lost":
        log.error({ reason: event.cause }, "the token does not answer: every call that needs it is refused until it does");
        return;
      case "pinRefused":
        log.error(
          { reason: event.sentence },
          "the token refuses the PIN in KMS_PKCS11_PIN_FILE: it is tried again only when that file changes",
        );
        return;
      case "restored":
        log.warn(event.after === "lost" ? "the token answers again" : "the token takes the PIN in KMS_PKCS11_PIN_FILE, and answers again");
    }
  };
}
