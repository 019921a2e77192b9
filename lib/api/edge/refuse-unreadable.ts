/** What is not even HTTP, or does not arrive in time, never becomes a request: a plain answer in our shape, then the connection ends. */
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { newRequestId } from "#lib/base/request-id";
import { KmsError } from "#lib/domain/errors";
import { errorBody } from "#lib/wire/error-body";
import { KMS_ERRORS } from "#lib/wire/kms/errors";
import { unknownMethod } from "./wrong-method-routes";

/** A client that is still sending would lose the answer if the connection ended at once; one that stays is cut off. */
const LINGER_MS = 1_000;

const refused = new WeakSet<Socket>();

/** @param error of Node's HTTP server (`clientError`) */
export function refuseUnreadable(error: Error & { code?: string }, socket: Socket): void {
  // More of the same may still come in until the connection has ended.
  if (refused.has(socket)) return;
  // Without a handshake nothing can be said.
  const isMute = error.code === "ECONNRESET" || /^ERR_(?:SSL|TLS)_/.test(error.code ?? "");
  if (!socket.writable || isMute) return void socket.destroy();
  refused.add(socket);
  const isLate = error.code === "ERR_HTTP_REQUEST_TIMEOUT";
  const { refusal, target } = (isLate ? null : unknownMethod(error)) ?? {
    refusal: isLate
      ? new KmsError("requestTooSlow")
      : new KmsError("parameterInvalid", { message: "The request could not be read. Send one complete HTTP request." }),
    target: "",
  };
  answer(refusal, target, socket);
  // Who had time enough to send gets no more of it.
  if (isLate) {
    socket.destroySoon();
    return;
  }
  cutOffSoon(socket);
}

/** No route can serve CONNECT, since it asks for another server. */
export function refuseTunnel(socket: Socket): void {
  // Its parser, which would say so, is gone.
  socket.on("error", () => {});
  answer(new KmsError("methodNotAllowed", { message: "This service is no proxy: CONNECT is refused." }), "", socket);
  cutOffSoon(socket);
}

function cutOffSoon(socket: Socket): void {
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once("close", () => clearTimeout(timer));
}

/** @param target of the request line, as far as it could be read */
function answer(refusal: KmsError, target: string, socket: Socket): void {
  const requestId = newRequestId();
  const body = JSON.stringify(errorBody(refusal, requestId, target.startsWith("/v3")));
  const { status } = KMS_ERRORS[refusal.code];
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json\r\nX-Request-Id: ${requestId}\r\nCache-Control: no-store`;
  socket.end(`${head}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`);
}
