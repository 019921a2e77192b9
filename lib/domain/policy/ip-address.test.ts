import fc from "fast-check";
import { expect, test } from "vitest";
import { isInNetwork, parseIpAddress, parseIpNetwork } from "./ip-address";

const isIn = (address: string, network: string) => {
  const [one, other] = [parseIpAddress(address), parseIpNetwork(network)];
  return one !== null && other !== null && isInNetwork(one, other);
};

test.each([
  ["192.0.2.7", "192.0.2.7", true],
  ["192.0.2.7", "192.0.2.8", false],
  ["192.0.2.7", "192.0.2.0/24", true],
  ["192.0.3.7", "192.0.2.0/24", false],
  ["255.255.255.255", "128.0.0.0/1", true],
  ["127.255.255.255", "128.0.0.0/1", false],
  ["10.1.2.3", "0.0.0.0/0", true],
  ["::ffff:192.0.2.7", "192.0.2.0/24", true],
  ["::FFFF:c000:207", "192.0.2.0/24", true],
  ["192.0.2.7", "::ffff:192.0.2.0/120", true],
  ["192.0.2.7", "::ffff:0:0/96", true],
  ["2001:db8::1", "2001:db8::/32", true],
  ["2001:DB8:0:0:0:0:0:1", "2001:db8::1", true],
  ["2001:db9::1", "2001:db8::/32", false],
  ["fe80::1%eth0", "fe80::/10", true],
  ["2001:db8:0:8000::1", "2001:db8:0:8000::/49", true],
  ["2001:db8:0:7fff::1", "2001:db8:0:8000::/49", false],
  ["::1", "::/0", true],
])("%s in %s: %s", (address, network, isInside) => expect(isIn(address, network)).toBe(isInside));

test("the two families never match each other, however wide the network", () => {
  for (const address of ["192.0.2.7", "::ffff:192.0.2.7"]) expect(isIn(address, "::/0")).toBe(false);
  expect(isIn("::c000:207", "0.0.0.0/0")).toBe(false);
  expect(isIn("64:ff9b::192.0.2.7", "192.0.2.0/24")).toBe(false);
});

test.each([
  "",
  " 192.0.2.7",
  "192.0.2",
  "192.0.2.256",
  "192.0.02.7",
  "0300.0.2.7",
  "0xc0.0.2.7",
  "3221225991",
  "192.0.2.7.1",
  "192.0.2.0/33",
  "192.0.2.0/",
  "192.0.2.0/-1",
  "192.0.2.0/024",
  "192.0.2.0/2 4",
  "192.0.2.0/24/24",
  "192.0.2.7/24",
  "192.0.2.0-192.0.2.9",
  "*",
  "192.0.2.*",
  ":",
  ":::",
  "1::2::3",
  "2001:db8",
  "2001:db8::/129",
  "2001:db8::1/64",
  "12345::",
  "g::",
  "::1%eth0",
  "1:2:3:4:5:6:7:8:9",
  "1:2:3:4:5:6:7::8",
  "::192.0.2",
  "192.0.2.7::",
  "::ffff:192.0.2.7/96",
  "localhost",
  "١٩٢.0.2.7",
  `${"1:".repeat(4000)}1`,
])("%j is no network", (text) => expect(parseIpNetwork(text)).toBeNull());

test("an address is in the network that its first bits make, and in no other of that length", () => {
  const group = fc.integer({ min: 0, max: 0xffff });
  const address = fc.array(group, { minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(address, fc.integer({ min: 1, max: 128 }), fc.integer({ min: 0, max: 127 }), (groups, bits, flip) => {
      const value = groups.reduce((sum, part) => (sum << 16n) | BigInt(part), 0n);
      const kept = (value >> BigInt(128 - bits)) << BigInt(128 - bits);
      const other = kept ^ (1n << BigInt(127 - (flip % bits)));
      const text = (of: bigint) => [...Array(8).keys()].map((i) => ((of >> BigInt(112 - i * 16)) & 0xffffn).toString(16)).join(":");
      if (value >> 32n === 0xffffn || kept >> 32n === 0xffffn || other >> 32n === 0xffffn) return;
      expect(isIn(text(value), `${text(kept)}/${bits}`)).toBe(true);
      expect(isIn(text(value), `${text(other)}/${bits}`)).toBe(false);
    }),
  );
});
