/**
 * Whom an address stands for, where tries and requests are counted by address. Whoever has one IPv6 address usually has the 2^64 of its
 * network, so that these count as one; an IPv4 address counts by itself, however it is written.
 */

const IPV6 = /^[0-9a-f:]*:[0-9a-f:.]*$/i;
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const GROUPS = 8;
const GROUPS_OF_NETWORK = 4;

/**
 * @param address as a socket gives it, so that it is well formed
 * @returns an IPv4 address as it is, an IPv6 address as its `/64`, and what is neither unchanged
 */
export function networkOf(address: string): string {
  const plain = address.split("%")[0] ?? "";
  const mapped = MAPPED.exec(plain)?.[1];
  if (mapped !== undefined) return mapped;
  if (!IPV6.test(plain)) return address;
  const [head = "", tail] = plain.toLowerCase().split("::");
  const before = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  const all = [...before, ...Array.from({ length: GROUPS - before.length - after.length }, () => "0"), ...after];
  const network = all.slice(0, GROUPS_OF_NETWORK).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(":")}::/64`;
}

/** An IPv4 address at the end stands for two groups, which are never among those of the network. */
function groupsOf(part: string): string[] {
  return part === "" ? [] : part.split(":").flatMap((group) => (group.includes(".") ? ["0", "0"] : [group]));
}
