/**
 * Who signed in well lately, known to all workers and kept by the primary for those that are started again: the next sign-in of the
 * same person may reach another worker. It is in memory only, and bounded like each worker's own.
 */
import { type GoodSignIn, RecentSignIns } from "#lib/iam/recent-sign-ins";
import type { PrimaryEnd, WorkerEnd } from "./refusal-link";
import { sendOver } from "./send";

type FromWorker = { readonly kind: "sign-ins-wanted" } | { readonly kind: "sign-in-good"; readonly good: GoodSignIn };
type FromPrimary = { readonly kind: "sign-ins-good"; readonly all: readonly GoodSignIn[] };

/** In the primary. @returns what connects a worker that was just launched */
export function keepSignIns(): (worker: WorkerEnd) => void {
  const recent = new RecentSignIns();
  const workers = new Set<WorkerEnd>();
  const tell = (worker: WorkerEnd, all: readonly GoodSignIn[]) => {
    sendOver(worker, { kind: "sign-ins-good", all } satisfies FromPrimary);
  };
  return (worker) => {
    worker.once("exit", () => workers.delete(worker));
    worker.on("message", (message: FromWorker) => {
      if (message?.kind === "sign-ins-wanted") {
        workers.add(worker);
        tell(worker, recent.list());
      }
      if (message?.kind !== "sign-in-good") return;
      recent.learn(message.good);
      for (const other of workers) if (other !== worker) tell(other, [message.good]);
    });
  };
}

/** In a worker. @returns its memory, connected to that of the others */
export function shareSignIns(primary: PrimaryEnd = process): RecentSignIns {
  const send = (message: FromWorker) => sendOver(primary, message);
  const recent = new RecentSignIns((good) => send({ kind: "sign-in-good", good }));
  primary.on("message", (message: FromPrimary) => {
    if (message?.kind === "sign-ins-good") for (const good of message.all) recent.learn(good);
  });
  send({ kind: "sign-ins-wanted" });
  return recent;
}
