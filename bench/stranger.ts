/**
 * A hostile client in a process of its own, so that its work is not the honest one's: sends so many requests a second, answered or
 * not. Reads what to send from the first message of its parent, tells it after the second how many requests a second it has sent, and
 * ends with it.
 */
import net from "node:net";

export type Attack = {
  readonly port: number;
  readonly perSecond: number;
  /** Bytes of the requests, one after the other. */
  readonly requests: readonly string[];
  /** Whether each request has a connection of its own, on which the client stays. */
  readonly stays: boolean;
};

const TICK_MS = 10;
/** Of a client that waits for its answers; more requests than these are not sent. */
const CONNECTIONS = 250;

process.once("message", (attack: Attack) => {
  const free: net.Socket[] = [];
  let open = 0;
  let sent = 0;
  let written = 0;
  const connect = () => {
    const socket = net.connect({ host: "127.0.0.1", port: attack.port, noDelay: true, allowHalfOpen: attack.stays });
    open += 1;
    socket.on("error", () => {});
    socket.on("close", () => {
      open -= 1;
      const index = free.indexOf(socket);
      if (index >= 0) free.splice(index, 1);
    });
    // One small answer comes in one chunk, which is all that this client wants to know.
    socket.on("data", () => (attack.stays || socket.destroyed ? null : free.push(socket)));
    return socket;
  };
  const start = performance.now();
  setInterval(() => {
    const due = ((performance.now() - start) * attack.perSecond) / 1000;
    for (; sent < due; sent += 1) {
      const socket = free.pop() ?? (attack.stays || open < CONNECTIONS ? connect() : null);
      if (socket === null) continue;
      socket.write(attack.requests[sent % attack.requests.length] ?? "");
      written += 1;
    }
  }, TICK_MS);
  process.once("message", () => process.send?.((written * 1000) / (performance.now() - start)));
});
process.once("disconnect", () => process.exit());
