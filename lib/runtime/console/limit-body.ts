/**
 * How long a body the console reads. Next limits those of its actions, but anybody may post to its other routes, which keep a
 * whole body before they look at it.
 */
import type { IncomingMessage, ServerResponse } from "node:http";

/** An action takes 1 MB; this is room for what is around it. */
export const BODY_MAX = 2 * 1024 * 1024;
/** The sign-in's own routes take account, user name and password. */
export const SIGN_IN_BODY_MAX = 16 * 1024;

/** @returns false when the request has been answered: its body says that it is too long. One that only turns out so is cut off. */
export function limitBody(request: IncomingMessage, response: ServerResponse): boolean {
  const most = request.url?.startsWith("/api/auth/") ? SIGN_IN_BODY_MAX : BODY_MAX;
  if (Number(request.headers["content-length"] ?? 0) > most) {
    response.writeHead(413, { "Content-Type": "text/plain; charset=utf-8", Connection: "close" }).end("The request body is too long.\n");
    return false;
  }
  const push = request.push.bind(request);
  let length = 0;
  request.push = (chunk: Buffer | null, ...more) => {
    length += chunk?.length ?? 0;
    if (length <= most) return push(chunk, ...more);
    request.socket.destroy();
    return false;
  };
  return true;
}
