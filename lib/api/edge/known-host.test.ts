import { expect, test } from "vitest";
import { knownHosts } from "./known-host";

const isKnown = knownHosts(["kms.example.com", "IAM.example.com", "intranet"]);

test("the service answers to its names in any case, with a closing dot and any port", () => {
  for (const host of [
    "kms.example.com",
    "KMS.Example.Com:8443",
    "kms.example.com.",
    "kms.example.com.:443",
    "iam.example.com:",
    "intranet:8000",
  ])
    expect([host, isKnown(host)]).toEqual([host, true]);
});

test("every IP literal and every loopback name is one of its own", () => {
  for (const host of ["127.0.0.1", "192.0.2.1:8000", "[::1]", "[2001:db8::1]:443", "[::ffff:1.2.3.4]", "localhost", "a.b.localhost:1"])
    expect([host, isKnown(host)]).toEqual([host, true]);
});

test("everything else is foreign, however much it looks like a name of its own", () => {
  const hosts = [
    undefined,
    "",
    "evil.example",
    "kms.example.com.evil.example",
    "xkms.example.com",
    "kms.example.com..",
    "localhost.example",
  ];
  const odd = [
    "127.1",
    "0x7f.0.0.1",
    "::1",
    "[::1",
    "[kms.example.com]",
    "[1.2.3.4]",
    "kms.example.com:x",
    "kms.example.com:1:2",
    "user@localhost",
    "kms.example.com,evil",
    " localhost",
    "kms.example.com/x",
  ];
  for (const host of [...hosts, ...odd]) expect([host, isKnown(host)]).toEqual([host, false]);
});
