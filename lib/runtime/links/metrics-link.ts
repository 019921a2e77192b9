/**
 * What all workers have counted, added up, at whichever of them somebody asks: it asks the primary, and the primary asks every worker.
 * Invariants: what a worker had counted when it was last asked outlives it, so that a counter never goes back; one that does not answer
 * holds nobody up, but counts as it was, and not as reporting; and what is no figure is left out, so that no worker can harm the primary.
 */

import { addUp, readSnapshot, type Snapshot, withoutGauges } from "#lib/api/edge/metrics/snapshot";
import { KmsError } from "#lib/domain/errors";
import type { PrimaryEnd, WorkerEnd } from "./refusal-link";
import { sendOver } from "./send";

type FromWorker =
  | { readonly kind: "metrics-reporter" }
  | { readonly kind: "metrics-wanted"; readonly number: number }
  | { readonly kind: "metrics"; readonly number: number; readonly snapshot: Snapshot };
type FromPrimary =
  | { readonly kind: "metrics-asked"; readonly number: number }
  | { readonly kind: "metrics-sum"; readonly number: number; readonly sum: Snapshot };

/** For so long the primary waits for a worker, and a worker for the primary. */
const PATIENCE_MS = { worker: 500, primary: 2_000 } as const;

/** In the primary. @returns what connects a worker that was just launched */
export function keepMetrics(patienceMs: number = PATIENCE_MS.worker): (worker: WorkerEnd) => void {
  /** What each worker said last. */
  const last = new Map<WorkerEnd, Snapshot>();
  const answers = new Map<WorkerEnd, Map<number, (snapshot: Snapshot) => void>>();
  let past: Snapshot = [];
  let number = 0;

  const ask = (worker: WorkerEnd): Promise<Snapshot> =>
    new Promise((resolve) => {
      number += 1;
      const asked = number;
      const answer = (snapshot: Snapshot) => {
        clearTimeout(impatience);
        answers.get(worker)?.delete(asked);
        resolve(snapshot);
      };
      const impatience = setTimeout(() => answer(withoutGauges(last.get(worker) ?? [])), patienceMs);
      answers.get(worker)?.set(asked, answer);
      send(worker, { kind: "metrics-asked", number: asked });
    });

  return (worker) => {
    worker.once("exit", () => {
      const counted = withoutGauges(last.get(worker) ?? []);
      last.delete(worker);
      past = addUp([past, counted]);
      // Who waits for it takes it as it was, once: from now on it is in the past.
      for (const answer of answers.get(worker)?.values() ?? []) answer(counted);
      answers.delete(worker);
    });
    worker.on("message", (message: FromWorker) => {
      switch (message?.kind) {
        case "metrics-reporter":
          answers.set(worker, new Map());
          break;
        case "metrics": {
          const snapshot = readSnapshot(message.snapshot);
          if (answers.has(worker)) last.set(worker, snapshot);
          answers.get(worker)?.get(message.number)?.(snapshot);
          break;
        }
        case "metrics-wanted": {
          const before = past;
          Promise.all([...answers.keys()].map(ask)).then((snapshots) => {
            send(worker, { kind: "metrics-sum", number: message.number, sum: addUp([before, ...snapshots]) });
          });
          break;
        }
      }
    });
  };
}

/** In a worker. @returns what gives the sum of all workers; it throws where the primary does not answer, since half a sum would mislead */
export function shareMetrics(own: () => Snapshot, primary: PrimaryEnd = process): () => Promise<Snapshot> {
  const waiting = new Map<number, (sum: Snapshot) => void>();
  let last = 0;
  primary.on("message", (message: FromPrimary) => {
    if (message?.kind === "metrics-asked") tell(primary, { kind: "metrics", number: message.number, snapshot: own() });
    if (message?.kind === "metrics-sum") waiting.get(message.number)?.(message.sum);
  });
  tell(primary, { kind: "metrics-reporter" });
  return () =>
    new Promise((resolve, reject) => {
      last += 1;
      const number = last;
      const end = () => {
        clearTimeout(impatience);
        waiting.delete(number);
      };
      const impatience = setTimeout(() => {
        end();
        reject(new KmsError("unavailable", { cause: new Error("the primary does not tell what the workers have counted") }));
      }, PATIENCE_MS.primary);
      waiting.set(number, (sum) => {
        end();
        resolve(sum);
      });
      tell(primary, { kind: "metrics-wanted", number });
    });
}

function send(worker: WorkerEnd, message: FromPrimary): void {
  sendOver(worker, message);
}

function tell(primary: PrimaryEnd, message: FromWorker): void {
  sendOver(primary, message);
}
