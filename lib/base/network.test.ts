import { expect, test } from "vitest";
import { isNetwork, toPlainAddress } from "./network";

test("an address has one way to be written", () => {
  for (const text of ["::ffff:1.2.3.4", "::FFFF:0102:0304", "0:0:0:0:0:ffff:1.2.3.4", "1.2.3.4"])
    expect(toPlainAddress(text)).toBe("1.2.3.4");
  expect(toPlainAddress("FE80:0::1%eth0")).toBe("fe80::1");
  for (const text of ["", "localhost", "1.2.3", "1.2.3.4:80", "[::1]", "1.2.3.04"])
    expect([text, toPlainAddress(text)]).toEqual([text, null]);
});

test("a list may hold addresses and networks of both families, and nothing else", () => {
  for (const good of ["10.0.0.1", "10.0.0.0/8", "0.0.0.0/0", "::1", "fd00::/8", "::/0", "::ffff:10.0.0.0/104", "10.0.0.1/32"])
    expect([good, isNetwork(good)]).toEqual([good, true]);
  for (const bad of [
    "",
    "proxy",
    "10.0.0.0/33",
    "10.0.0.0/",
    "10.0.0.0/8/8",
    "::/129",
    "::ffff:10.0.0.0/8",
    "10.0.0.0/-1",
    "10.0/8",
    "fe80::1%eth0",
  ])
    expect([bad, isNetwork(bad)]).toEqual([bad, false]);
});
