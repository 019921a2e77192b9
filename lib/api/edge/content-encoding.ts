/** Bodies come as they are: one that is compressed is refused by name, not as JSON that cannot be read. */
import type { IncomingHttpHeaders } from "node:http";
import { KmsError } from "#lib/domain/errors";

/** @throws KmsError `bodyEncoded` */
export function requireNoEncoding(headers: IncomingHttpHeaders): void {
  const encoding = headers["content-encoding"]?.trim().toLowerCase() ?? "";
  const hasBody = headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
  if (hasBody && encoding !== "" && encoding !== "identity") throw new KmsError("bodyEncoded");
}
