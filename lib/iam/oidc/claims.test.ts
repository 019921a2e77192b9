import { describe, expect, test } from "vitest";
import { readClaims } from "./claims";

const NOW = new Date("2027-03-01T12:00:00Z");
const NAMES = { claim: "preferred_username", groupsClaim: "groups" };
const BASE = { iss: "https://id.example", sub: "s-1" };
const read = (claims: object, names: Partial<typeof NAMES> | { groupsClaim: null } = {}) =>
  readClaims({ ...BASE, ...claims }, { ...NAMES, ...names }, NOW);

describe("the claim that names the user", () => {
  test.each<[unknown, string | null]>([
    ["ada", "ada"],
    ["Ada Lovelace", "Ada Lovelace"],
    ["account/ada", "account/ada"],
    [undefined, null],
    [7, null],
    [["ada"], null],
    ["", null],
    [" ada", null],
    ["a\u200bda", null],
    ["a\0da", null],
    ["a".repeat(65), null],
    ["\ud800", null],
  ])("%j is %j, as it is or not at all", (preferred_username, name) => {
    expect(read({ preferred_username }).name).toBe(name);
  });

  test("an e-mail address counts unless the provider says that it is not verified", () => {
    const names = { claim: "email" };
    for (const email_verified of [undefined, true]) expect(read({ email: "a@b.example", email_verified }, names).name).toBe("a@b.example");
    for (const email_verified of [false, "false", "true", 0, null])
      expect(() => read({ email: "a@b.example", email_verified }, names)).toThrow("not verified");
    expect(read({ preferred_username: "ada", email_verified: false }).name).toBe("ada");
  });
});

test("somebody without a user has an ID of issuer and subject, wherever the two are parted", () => {
  const idOf = (iss: string, sub: string) => read({ iss, sub }).id;
  expect(idOf("https://id.example", "s-1")).toMatch(/^[0-9a-f]{32}$/);
  expect(idOf("https://id.example", "s-1")).toBe(read({ preferred_username: "anything" }).id);
  const ids = [
    idOf("https://id.example", "s-1"),
    idOf("https://id.example/", "s-1"),
    idOf("https://id.example/s", "-1"),
    idOf("https://id.example", "S-1"),
  ];
  expect(new Set(ids).size).toBe(4);
});

test.each<[unknown, string[]]>([
  [undefined, []],
  ["one", ["one"]],
  [
    ["one", "two", "one"],
    ["one", "two"],
  ],
  [["one", 7, null, ["two"], " three", ""], ["one"]],
  [{ one: true }, []],
])("groups %j are %j", (groups, names) => {
  expect(read({ groups }).groups).toEqual(names);
  expect(read({ groups }, { groupsClaim: null }).groups).toEqual([]);
});

test("more groups than anybody is in are a refusal", () => {
  expect(read({ groups: Array.from({ length: 500 }, (_, i) => `g${i}`) }).groups).toHaveLength(500);
  expect(() => read({ groups: Array.from({ length: 501 }, () => "g") })).toThrow("500");
});

test("a second factor is what the provider calls so, and when it saw somebody is never later than now", () => {
  expect([["mfa"], ["pwd", "mfa"], ["otp"], "mfa", undefined].map((amr) => read({ amr }).isMfaPresent)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
  const at = NOW.getTime() / 1000;
  expect([at - 60, at, at + 60, 1e300].map((auth_time) => read({ auth_time }).seenAt?.getTime())).toEqual(
    [at - 60, at, at, at].map((s) => s * 1000),
  );
  for (const auth_time of [undefined, null, "0", 0, -1]) expect(read({ auth_time }).seenAt).toBeNull();
});
