/**
 * IP addresses and networks of conditions: IPv4 in dotted decimals, IPv6 (RFC 4291 §2.2), each with a prefix length (RFC 4632, RFC 4291
 * §2.3) or alone. Invariants: an IPv4 address is the same however it arrives, IPv4-mapped (`::ffff:192.0.2.1`) too; the two families never
 * match each other, so `::/0` holds no IPv4 address; a spelling that readers take differently (octal, missing parts) is no address.
 */

/** IPv4: one group of 32 bits; IPv6: four. */
export type IpAddress = readonly number[];
export type IpNetwork = { readonly base: IpAddress; readonly bits: number };

const DECIMALS = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/;
const HEXTET = /^[0-9a-fA-F]{1,4}$/;
const PREFIX = /^(?:0|[1-9]\d{0,2})$/;
const LONGEST = 64;
const MAPPED_BITS = 96;

/** @param text as a socket gives it; a zone (`%eth0`) says only by which way it came */
export function parseIpAddress(text: string): IpAddress | null {
  if (text.length > LONGEST) return null;
  return unmapped(parseBare(text.split("%", 1)[0] ?? ""));
}

/** An address alone, or a network. Null for what is neither, and for a network with bits set behind its prefix. */
export function parseIpNetwork(text: string): IpNetwork | null {
  if (text.length > LONGEST) return null;
  const [address = "", prefix, ...more] = text.split("/");
  const written = parseBare(address);
  if (written === null || more.length > 0 || (prefix !== undefined && !PREFIX.test(prefix))) return null;
  const width = written.length * 32;
  const bits = prefix === undefined ? width : Number(prefix);
  if (bits > width || hasHostBits(written, bits)) return null;
  const base = bits >= MAPPED_BITS ? (unmapped(written) ?? written) : written;
  return { base, bits: bits - (width - base.length * 32) };
}

export function isInNetwork(address: IpAddress, { base, bits }: IpNetwork): boolean {
  return address.length === base.length && base.every((group, index) => sharesBits(group, address[index] ?? 0, bits - index * 32));
}

function sharesBits(one: number, other: number, bits: number): boolean {
  if (bits <= 0) return true;
  return bits >= 32 ? one === other : one >>> (32 - bits) === other >>> (32 - bits);
}

function hasHostBits(address: IpAddress, bits: number): boolean {
  return address.some((group, index) => {
    const kept = bits - index * 32;
    if (kept >= 32) return false;
    return kept <= 0 ? group !== 0 : (group & (0xffffffff >>> kept)) !== 0;
  });
}

function unmapped(address: IpAddress | null): IpAddress | null {
  if (address?.length !== 4) return address;
  return address[0] === 0 && address[1] === 0 && address[2] === 0xffff ? [address[3] ?? 0] : address;
}

function parseBare(text: string): IpAddress | null {
  return text.includes(":") ? parseIpv6(text) : parseIpv4(text);
}

function parseIpv4(text: string): IpAddress | null {
  const parts = DECIMALS.exec(text)?.slice(1).map(Number);
  if (parts === undefined || parts.some((part) => part > 255)) return null;
  return [parts.reduce((sum, part) => sum * 256 + part, 0)];
}

function parseIpv6(text: string): IpAddress | null {
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const [head, tail] = halves.map((half, index) => toHextets(half, index === halves.length - 1));
  if (head === null || head === undefined || tail === null) return null;
  const missing = 8 - head.length - (tail?.length ?? 0);
  // "::" stands for one group at least (RFC 4291 §2.2).
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const all = [...head, ...Array.from({ length: missing }, () => 0), ...(tail ?? [])];
  return [0, 2, 4, 6].map((index) => (all[index] ?? 0) * 0x10000 + (all[index + 1] ?? 0));
}

/** @param isLast the end of an address may be written as IPv4 */
function toHextets(half: string, isLast: boolean): number[] | null {
  if (half === "") return [];
  const parts = half.split(":");
  const groups: number[] = [];
  for (const [index, part] of parts.entries()) {
    const ipv4 = isLast && index === parts.length - 1 && part.includes(".") ? parseIpv4(part)?.[0] : undefined;
    if (ipv4 !== undefined) groups.push(Math.floor(ipv4 / 0x10000), ipv4 % 0x10000);
    else if (HEXTET.test(part)) groups.push(Number.parseInt(part, 16));
    else return null;
  }
  return groups;
}
