/** What is done with traces in the order of their numbers, by whoever leads. One row a task. */
import { Forwarder } from "#lib/audit/forward/forwarder";
import type { Receiver } from "#lib/audit/forward/receiver";
import type { Retention } from "#lib/audit/retention/retention";
import type { Sealer } from "#lib/audit/seal/sealer";
import type { Witness } from "#lib/audit/witness/ask-witness";
import { Witnessing } from "#lib/audit/witness/witnessing";
import type { Clock } from "#lib/base/clock";
import type { Log } from "#lib/base/log";
import type { MarkKeeper } from "#lib/integrity/mark-keeper";
import type { Store } from "#lib/store/open";
import { forgetOtherReceivers } from "#lib/store/traces/receivers";
import { countUse } from "./count-use";

export type TrailTools = {
  readonly store: Store;
  readonly log: Log;
  readonly clock: Clock;
  /** To whom traces are forwarded. */
  readonly receivers: readonly Receiver[];
  /** Who cosigns checkpoints of the sealed log. */
  readonly witnesses: readonly Witness[];
  /** Removes old traces; null where all are kept. */
  readonly retention: Pick<Retention, "run"> | null;
  /** Raises the high-water mark. */
  readonly mark: Pick<MarkKeeper, "run">;
  /** Puts the trail into the sealed log. */
  readonly sealer: Pick<Sealer, "run">;
};

export type TrailTask = {
  /** For the log. */
  readonly name: string;
  /**
   * Deals with what is there up to the settled number, or with some of it: it is called again a second after it ended, never twice at
   * once, and whatever the others do meanwhile. How far it has come is its own to keep, in `trace_cursor`: the process may end at any
   * moment, and then somebody else goes on. It shall not move a cursor that has moved meanwhile (`trail-cursor.ts`).
   * @param settledId see `settled.ts`
   * @throws what is logged; it is called again all the same
   */
  run(settledId: bigint): Promise<void>;
};

/**
 * Made anew each time that this process begins to lead.
 * @param gone aborted when it no longer leads, or stops: what is under way shall end within a second or two, what is open be closed
 */
export type MakeTasks = (tools: TrailTools, gone: AbortSignal) => readonly TrailTask[];

export const trailTasks: MakeTasks = (tools, gone) => [
  countUse(tools.store, gone),
  onlyThese(tools),
  { name: "high-water mark", run: (settledId: bigint) => tools.mark.run(settledId) },
  { name: "sealed log", run: (settledId: bigint) => tools.sealer.run(settledId, gone) },
  witnessing(tools, gone),
  ...(tools.retention ? [{ name: "removal of old traces", run: () => tools.retention?.run(gone) ?? Promise.resolve() }] : []),
  ...tools.receivers.map((receiver) => {
    const forwarder = new Forwarder({ receiver, gone, ...tools });
    return { name: `forwarding to the ${receiver.name}`, run: (settledId: bigint) => forwarder.run(settledId) };
  }),
];

function witnessing(tools: TrailTools, gone: AbortSignal): TrailTask {
  const rounds = new Witnessing({ gone, ...tools });
  return { name: "witnesses of the sealed log", run: () => rounds.run() };
}

/** Once: receivers that nobody names any more are no longer told of. */
function onlyThese({ store, receivers }: TrailTools): TrailTask {
  let isDone = false;
  return {
    name: "list of receivers",
    async run() {
      if (isDone) return;
      await forgetOtherReceivers(
        store,
        receivers.map(({ name }) => name),
      );
      isDone = true;
    },
  };
}
