import { expect, test } from "vitest";
import { clientAddress, trustedProxies } from "./client-address";

const trusted = trustedProxies(["10.0.0.0/8", "192.0.2.7", "2001:db8:1::/48", "::ffff:172.16.0.0/108"]);

test.each<[string, string, string | undefined, string]>([
  ["nobody in between", "203.0.113.9", undefined, "203.0.113.9"],
  ["a peer that is not trusted", "203.0.113.9", "198.51.100.1", "203.0.113.9"],
  ["a trusted peer that says nothing", "10.1.2.3", undefined, "10.1.2.3"],
  ["a trusted peer that says something empty", "10.1.2.3", "", "10.1.2.3"],
  ["one proxy", "10.1.2.3", "198.51.100.1", "198.51.100.1"],
  ["a browser that invents hops", "10.1.2.3", "192.0.2.7, 127.0.0.1, 198.51.100.1", "198.51.100.1"],
  ["two proxies", "10.1.2.3", "198.51.100.1, 192.0.2.7", "198.51.100.1"],
  ["only proxies", "10.1.2.3", "10.0.0.1,192.0.2.7", "10.0.0.1"],
  ["a word that is no address", "10.1.2.3", "198.51.100.1, unknown, 10.9.9.9", "10.9.9.9"],
  ["an empty hop", "10.1.2.3", "198.51.100.1,,10.9.9.9", "10.9.9.9"],
  ["a hop with its port", "10.1.2.3", "198.51.100.1:4711", "198.51.100.1"],
  ["an IPv6 hop with its port", "10.1.2.3", "[2001:DB8:2::1]:4711", "2001:db8:2::1"],
  ["a proxy that comes over IPv6", "2001:db8:1::5", "198.51.100.1", "198.51.100.1"],
  ["a proxy that comes mapped", "::ffff:10.1.2.3", "::ffff:198.51.100.1", "198.51.100.1"],
  ["a proxy of a mapped network", "172.16.255.1", "198.51.100.1", "198.51.100.1"],
  ["a neighbour of a mapped network", "172.32.0.1", "198.51.100.1", "172.32.0.1"],
  ["a neighbour of a trusted address", "192.0.2.8", "198.51.100.1", "192.0.2.8"],
])("with %s the caller has the right address", (_what, peer, forwarded, expected) => {
  expect(clientAddress(peer, forwarded, trusted)).toBe(expected);
});

test("without trusted proxies nobody is believed", () => {
  expect(clientAddress("127.0.0.1", "198.51.100.1", trustedProxies([]))).toBe("127.0.0.1");
  for (const isTrusted of [trustedProxies([]), trusted]) expect(clientAddress(undefined, "198.51.100.1", isTrusted)).toBe("");
});

test("a header of any length is read from its end alone", () => {
  expect(clientAddress("10.1.2.3", `${"10.0.0.1,".repeat(5_000)}198.51.100.1`, trusted)).toBe("198.51.100.1");
});
