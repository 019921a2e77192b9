/**
 * What Next.js and next-auth would call a fault of their own: addresses that cannot be decoded, writing to files, signing in by GET. They
 * are the asker's.
 */
import type { IncomingMessage, ServerResponse } from "node:http";

/** @returns whether it was answered here */
export function refuseUnservable(request: IncomingMessage, response: ServerResponse): boolean {
  const [path = ""] = (request.url ?? "").split("?");
  if (!isDecodable(path)) return refuse(request, response, 400, "The address cannot be read: a percent sign in it begins no character.\n");
  const isRead = request.method === "GET" || request.method === "HEAD";
  if (path.startsWith("/_next/") && !isRead) {
    response.setHeader("Allow", "GET, HEAD");
    return refuse(request, response, 405, "Files can only be read.\n");
  }
  if (path === "/api/auth/callback/credentials" && isRead) {
    response.setHeader("Allow", "POST");
    return refuse(request, response, 405, "Signing in takes a POST: open /sign-in.\n");
  }
  return false;
}

function refuse(request: IncomingMessage, response: ServerResponse, status: number, sentence: string): true {
  request.resume();
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" }).end(sentence);
  return true;
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
