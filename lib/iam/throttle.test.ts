import { expect, test } from "vitest";
import { networkOf } from "#lib/base/network-of";
import {
  codeCounter,
  delayAfter,
  guessesOfFirstDay,
  networkCounter,
  nobodyCounter,
  passwordCounter,
  RULES,
  signatureCounter,
} from "./throttle";

const USER = "a".repeat(32);
const hex = ({ id }: { id: Uint8Array }) => Buffer.from(id).toString("hex");

test("strangers together have 112 guesses at a password on the first day, and a quarter of an hour between them in the end", () => {
  expect(guessesOfFirstDay(RULES.stranger)).toBe(112);
  const waits = Array.from({ length: 20 }, (_none, wrong) => delayAfter(wrong, RULES.stranger) / 1000);
  expect(waits).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900]);
});

test("no rule gives a one-time code more guesses than strangers have, or makes anybody wait for longer than a quarter of an hour", () => {
  expect(guessesOfFirstDay(RULES.code)).toBeLessThanOrEqual(guessesOfFirstDay(RULES.stranger));
  for (const pace of Object.values(RULES)) {
    expect(delayAfter(10_000, pace)).toBe(pace.longestMs);
    expect(pace.longestMs).toBeLessThanOrEqual(15 * 60_000);
  }
});

test("strangers share one count a user wherever they are; who is known has one each, and each user has their own", () => {
  const stranger = (network: string) => hex(passwordCounter(USER, { kind: "stranger", network }));
  expect(stranger("192.0.2.1")).toBe(stranger("2001:db8::1"));
  const known = [
    passwordCounter(USER, { kind: "place", network: "192.0.2.1" }),
    passwordCounter(USER, { kind: "place", network: "192.0.2.2" }),
    passwordCounter(USER, { kind: "device", hash: Buffer.alloc(32, 1) }),
    passwordCounter(USER, { kind: "device", hash: Buffer.alloc(32, 2) }),
    passwordCounter("b".repeat(32), { kind: "stranger", network: "192.0.2.1" }),
    codeCounter(USER, { kind: "stranger", network: "192.0.2.1" }),
  ].map(hex);
  expect(new Set([stranger("192.0.2.1"), ...known]).size).toBe(known.length + 1);
});

test("addresses of one IPv6 network of 64 bits are one, and its neighbour is another", () => {
  const of = (address: string) => hex(networkCounter(networkOf(address), false));
  expect(of("2001:db8:1:2::1")).toBe(of("2001:db8:1:2:ffff:ffff:ffff:ffff"));
  expect(of("2001:db8:1:2::1")).not.toBe(of("2001:db8:1:3::1"));
  expect(of("::ffff:192.0.2.1")).toBe(of("192.0.2.1"));
});

test("names that nobody has and networks share a fixed number of rows, so that a flood of them fills nothing", () => {
  const distinct = (make: (number: number) => { id: Uint8Array }) =>
    new Set(Array.from({ length: 20_000 }, (_none, n) => hex(make(n)))).size;
  expect(distinct((number) => nobodyCounter(`guess-${number}`))).toBe(1_024);
  expect(distinct((number) => signatureCounter(USER, "A".repeat(20), `network-${number}`, false))).toBe(256);
  // Where the user is known there are few, and none of them is anybody else's.
  expect(distinct((number) => signatureCounter(USER, "A".repeat(20), `network-${number >> 1}`, number % 2 === 0))).toBe(10_256);
  const networks = Array.from({ length: 70_000 }, (_none, number) => hex(networkCounter(`network-${number}`, false)));
  expect(new Set(networks).size).toBeLessThan(50_000);
});
