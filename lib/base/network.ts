/**
 * Addresses and networks of IP as people and headers write them. Invariant: an address has one plain form here, so that two that are the
 * same compare equal.
 */
import { isIP, SocketAddress } from "node:net";

export type Network = { readonly address: string; readonly prefix: number; readonly family: "ipv4" | "ipv6" };

/** Whether this is an address, or a network such as `10.0.0.0/8` or `fd00::/8`. */
export function isNetwork(text: string): boolean {
  return parseNetwork(text) !== null;
}

/** An address, which is a network of one, or a network in CIDR form; null for anything else. */
export function parseNetwork(text: string): Network | null {
  const [given = "", width, ...rest] = text.split("/");
  const address = toPlainAddress(given);
  if (address === null || given.includes("%") || rest.length > 0) return null;
  const family = addressFamily(address);
  const bits = family === "ipv4" ? 32 : 128;
  // A mapped network has the prefix of its IPv6 form.
  const mapped = family === "ipv4" && given.includes(":") ? 96 : 0;
  if (width === undefined) return { address, prefix: bits, family };
  const prefix = /^\d{1,3}$/.test(width) ? Number(width) - mapped : -1;
  return prefix >= 0 && prefix <= bits ? { address, prefix, family } : null;
}

/** The one way to write an address: IPv4 as such also where it came mapped into IPv6, no zone, lower case. Null for anything else. */
export function toPlainAddress(text: string): string | null {
  const family = isIP(text);
  if (family === 4) return text;
  if (family === 0) return null;
  const [bare = ""] = text.split("%");
  const { address } = new SocketAddress({ address: bare, family: "ipv6" });
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1] ?? address;
}

/** @param address in its plain form */
export function addressFamily(address: string): Network["family"] {
  return address.includes(":") ? "ipv6" : "ipv4";
}
