/** Whether anybody still waits for an answer. Most requests never ask, so nothing is set up before the first one does. */
import { setMaxListeners } from "node:events";
import type { ServerResponse } from "node:http";

/** @returns gives the signal that is aborted when the answer has been sent, or its connection has ended before that */
export function whenGone(response: ServerResponse): () => AbortSignal {
  let signal: AbortSignal | null = null;
  return () => {
    signal ??= watch(response);
    return signal;
  };
}

function watch(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  // One for each statement of the request that waits.
  setMaxListeners(0, controller.signal);
  if (response.destroyed) controller.abort();
  else response.once("close", () => controller.abort());
  return controller.signal;
}
