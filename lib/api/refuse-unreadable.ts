/** What is not even HTTP, or does not arrive in time, never becomes a request: a plain answer in our shape, then the connection ends. */
import type { Socket } from "node:net";
import { KmsError } from "#lib/domain/errors";
import { errorBody } from "./error-body";
import { newRequestId } from "./request-id";

/** A client that is still sending would lose the answer if the connection ended at once; one that stays is cut off. */
const LINGER_MS = 1_000;
const REASONS: Readonly<Record<number, string>> = { 400: "Bad Request", 408: "Request Timeout" };

const refused = new WeakSet<Socket>();

/** @param error of Node's HTTP server (`clientError`) */
export function refuseUnreadable(error: Error & { code?: string }, socket: Socket): void {
  // More of the same may still come in until the connection has ended.
  if (refused.has(socket)) return;
  // Without a handshake nothing can be said.
  const isMute = error.code === "ECONNRESET" || /^ERR_(?:SSL|TLS)_/.test(error.code ?? "");
  if (!socket.writable || isMute) return void socket.destroy();
  refused.add(socket);
  const requestId = newRequestId();
  const isLate = error.code === "ERR_HTTP_REQUEST_TIMEOUT";
  const refusal = isLate
    ? new KmsError("requestTooSlow")
    : new KmsError("parameterInvalid", { message: "The request could not be read. Send one complete HTTP request." });
  const body = JSON.stringify(errorBody(refusal, requestId, false));
  const head = `HTTP/1.1 ${refusal.status} ${REASONS[refusal.status]}\r\nContent-Type: application/json\r\nX-Request-Id: ${requestId}\r\nCache-Control: no-store`;
  socket.end(`${head}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`);
  // Who had time enough to send gets no more of it.
  if (isLate) {
    socket.destroySoon();
    return;
  }
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once("close", () => clearTimeout(timer));
}
