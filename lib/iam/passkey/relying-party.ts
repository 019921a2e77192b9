/** For whom a passkey is made: the console, by its address. Browsers show a passkey to nobody else. */
import { isIP } from "node:net";

export type RelyingParty = {
  /** Host name of the console. */
  readonly id: string;
  /** Its address, as browsers write it into what they sign. */
  readonly origin: string;
};

/**
 * @param consoleUrl public address of the console
 * @returns null where browsers refuse passkeys: at an IP address, and without TLS anywhere but at localhost (WebAuthn §5.1.3, §13.4.9)
 */
export function relyingPartyOf(consoleUrl: string): RelyingParty | null {
  const { protocol, hostname, origin } = new URL(consoleUrl);
  const isLocal = hostname === "localhost" || hostname.endsWith(".localhost");
  const isAddress = hostname.startsWith("[") || isIP(hostname) !== 0;
  return isAddress || (protocol !== "https:" && !isLocal) ? null : { id: hostname, origin };
}
