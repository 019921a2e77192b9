/** Serves another certificate from the next connection on; those that are open go on as they are. */
import type { Server as HttpServer } from "node:http";
import { Server as TlsServer } from "node:tls";
import type { TlsPair } from "../links/handover";

export function replaceTls(server: HttpServer | TlsServer, { cert, key }: TlsPair): void {
  if (server instanceof TlsServer) server.setSecureContext({ cert, key });
}
