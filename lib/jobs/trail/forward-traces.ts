/** Forwards traces to each receiver that the settings name. */
import { Forwarder } from "#lib/audit/forward/forwarder";
import type { Receiver } from "#lib/audit/forward/receiver";
import type { Clock } from "#lib/base/clock";
import type { Log } from "#lib/base/log";
import type { Store } from "#lib/store/open";
import { forgetOtherReceivers } from "#lib/store/traces/receivers";

type Tools = { readonly store: Store; readonly log: Log; readonly clock: Clock; readonly receivers: readonly Receiver[] };

/** Tasks of `tasks.ts`: one for each receiver, so that none waits for another. */
export function forwardTraces({ receivers, ...tools }: Tools, gone: AbortSignal) {
  return [
    onlyThese(tools.store, receivers),
    ...receivers.map((receiver) => {
      const forwarder = new Forwarder({ receiver, gone, ...tools });
      return { name: `forwarding to the ${receiver.name}`, run: (settledId: bigint) => forwarder.run(settledId) };
    }),
  ];
}

/** Once: receivers that nobody names any more are no longer told of. */
function onlyThese(store: Store, receivers: readonly Receiver[]) {
  let isDone = false;
  return {
    name: "list of receivers",
    async run(): Promise<void> {
      if (isDone) return;
      await forgetOtherReceivers(
        store,
        receivers.map(({ name }) => name),
      );
      isDone = true;
    },
  };
}
