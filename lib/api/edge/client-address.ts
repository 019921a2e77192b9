/**
 * Whose address a request is counted and traced under, behind proxies or not; for the API and the console alike.
 * Invariant: a word about the address is believed only from a proxy that is trusted itself, so nobody else can choose it.
 */
import { BlockList } from "node:net";
import { addressFamily, parseNetwork, toPlainAddress } from "#lib/base/network";

/** What a proxy appends is short; more can only be noise. */
const MOST_HOPS = 100;

export type IsTrusted = (address: string) => boolean;

/**
 * @param networks addresses and networks in CIDR form, of either family; those that are neither are left out
 * @returns whether an address, in its plain form, belongs to one of them
 */
export function trustedProxies(networks: readonly string[]): IsTrusted {
  const list = new BlockList();
  for (const network of networks.map(parseNetwork)) if (network !== null) list.addSubnet(network.address, network.prefix, network.family);
  if (networks.length === 0) return () => false;
  return (address) => list.check(address, addressFamily(address));
}

/**
 * The nearest address that no trusted proxy has. `X-Forwarded-For` is read from its right end, since every proxy appends whom it
 * was asked by; what stands to the left of an untrusted address, or of anything that is no address, is hearsay.
 * @param peer address at the other end of the connection
 * @param forwarded value of `X-Forwarded-For`, several of them joined by commas
 * @returns the address in its plain form
 */
export function clientAddress(peer: string | undefined, forwarded: string | undefined, isTrusted: IsTrusted): string {
  let nearest = toPlainAddress(peer ?? "") ?? "";
  // A connection that has just ended has no address any more.
  if (forwarded === undefined || nearest === "" || !isTrusted(nearest)) return nearest;
  for (const hop of forwarded.split(",").slice(-MOST_HOPS).reverse()) {
    const address = toPlainAddress(withoutPort(hop.trim()));
    if (address === null) return nearest;
    nearest = address;
    if (!isTrusted(nearest)) return nearest;
  }
  return nearest;
}

/** Some proxies add the port that they were asked from: `192.0.2.1:5000`, `[2001:db8::1]:5000`. */
function withoutPort(hop: string): string {
  return /^\[([^\]]*)\](?::\d{1,5})?$/.exec(hop)?.[1] ?? /^([\d.]+):\d{1,5}$/.exec(hop)?.[1] ?? hop;
}
