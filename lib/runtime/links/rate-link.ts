/** How a worker asks the primary for its share of a caller's requests: over the channel that they speak on anyway. */
import type { ChildProcess } from "node:child_process";
import { RateLedger, type RateShare } from "./rate-ledger";
import { sendOver } from "./send";

type Question = { readonly kind: "rate-question"; readonly number: number; readonly caller: string; readonly wanted: number };
type Answer = { readonly kind: "rate-answer"; readonly number: number; readonly share: RateShare };

/** In the primary. @returns what connects a worker that was just launched; null when there is no limit */
export function keepRates(limit: number): ((worker: ChildProcess) => void) | null {
  if (limit === 0) return null;
  const ledger = new RateLedger(limit);
  return (worker) => {
    worker.on("message", (message: Question) => {
      if (message?.kind !== "rate-question") return;
      const share = ledger.take(message.caller, message.wanted, performance.now());
      // A worker that is going away needs no answer; its going is seen elsewhere.
      sendOver(worker, { kind: "rate-answer", number: message.number, share } satisfies Answer);
    });
  };
}

/** In a worker. @returns what asks the primary; it waits for ever when the primary is gone, and then the worker ends too */
export function askForRates(): (caller: string, wanted: number) => Promise<RateShare> {
  const waiting = new Map<number, (share: RateShare) => void>();
  let last = 0;
  process.on("message", (message: Answer) => {
    if (message?.kind !== "rate-answer") return;
    waiting.get(message.number)?.(message.share);
    waiting.delete(message.number);
  });
  return (caller, wanted) =>
    new Promise((resolve) => {
      last += 1;
      waiting.set(last, resolve);
      sendOver(process, { kind: "rate-question", number: last, caller, wanted } satisfies Question);
    });
}
