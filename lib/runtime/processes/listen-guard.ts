/**
 * What a child may ask of the primary by way of Node.js's cluster, which would bind for it whatever it names: any port, a socket at any
 * path, one of the primary's own open files; and would remove a socket's path again, wherever that leads by then.
 * Invariant: a child that was broken into gets no more from root than the ports it is there for.
 */
import type { ChildProcess } from "node:child_process";

/** As Node.js puts it; what comes of a child may be anything. */
type ClusterMessage = { cmd?: unknown; act?: unknown; port?: unknown; addressType?: unknown; fd?: unknown };

/** @param child just forked @param ports that it may listen on */
export function guardListening(child: Pick<ChildProcess, "prependListener">, ports: readonly number[]): void {
  // Node.js's own listener comes behind, and does nothing for a message that it does not know.
  child.prependListener("internalMessage", (message: ClusterMessage | null) => {
    if (message?.cmd !== "NODE_CLUSTER" || message.act !== "queryServer") return;
    const { port, addressType, fd } = message;
    const isPort = (addressType === 4 || addressType === 6) && ports.some((allowed) => allowed === port);
    const isOpenFile = fd !== undefined && fd !== null && fd !== -1;
    if (!isPort || isOpenFile) message.act = "refused";
  });
}
