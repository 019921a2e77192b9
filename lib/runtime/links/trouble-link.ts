/**
 * Whether any worker cannot write traces, known to all of them: a probe reaches one worker, and its answer is about the instance, since
 * the next caller's may be another. A worker that ends takes its trouble with it.
 */
import type { SharedTrouble } from "#lib/audit/trace-writer";
import type { PrimaryEnd, WorkerEnd } from "./refusal-link";
import { sendOver } from "./send";

type FromWorker = { readonly kind: "trouble-wanted" } | { readonly kind: "trouble"; readonly isThere: boolean };
type FromPrimary = { readonly kind: "trouble-elsewhere"; readonly isThere: boolean };

/** In the primary. @returns what connects a worker that was just launched */
export function keepTroubles(): (worker: WorkerEnd) => void {
  const workers = new Set<WorkerEnd>();
  const troubled = new Set<WorkerEnd>();
  const tell = (worker: WorkerEnd) => {
    const isThere = [...troubled].some((other) => other !== worker);
    sendOver(worker, { kind: "trouble-elsewhere", isThere } satisfies FromPrimary);
  };
  return (worker) => {
    worker.once("exit", () => {
      workers.delete(worker);
      if (troubled.delete(worker)) workers.forEach(tell);
    });
    worker.on("message", (message: FromWorker) => {
      if (message?.kind === "trouble-wanted") {
        workers.add(worker);
        tell(worker);
      }
      if (message?.kind !== "trouble") return;
      if (message.isThere) troubled.add(worker);
      else troubled.delete(worker);
      workers.forEach(tell);
    });
  };
}

/** In a worker. */
export function shareTrouble(primary: PrimaryEnd = process): SharedTrouble {
  let isElsewhere = false;
  const send = (message: FromWorker) => sendOver(primary, message);
  primary.on("message", (message: FromPrimary) => {
    if (message?.kind === "trouble-elsewhere") isElsewhere = message.isThere;
  });
  send({ kind: "trouble-wanted" });
  return { isElsewhere: () => isElsewhere, tell: (isThere) => send({ kind: "trouble", isThere }) };
}
