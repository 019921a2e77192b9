import { expect, test } from "vitest";
import { findKeyId, findPerson, NEW_TRY, tryFaults } from "./try-input";

const ANN = { id: "0123456789abcdef0123456789abcdef", name: "ann" };
const PEOPLE = [{ id: "f".repeat(32), name: "Ann" }, ANN];
const KEY_ID = "0d0466b0-e727-4d9c-b35d-f84bb474a37f";
const KEYS = [{ id: KEY_ID, aliases: ["app/one", "app/uno"] }];
const SOUND = { ...NEW_TRY, person: "ann", project: "p" };

test("a person is found by the whole name, with its case, or by ID in whatever case", () => {
  expect(findPerson(PEOPLE, " ann ")).toBe(ANN);
  expect(findPerson(PEOPLE, ANN.id.toUpperCase())).toBe(ANN);
  expect(findPerson(PEOPLE, "an")).toBeNull();
  expect(findPerson(PEOPLE, "ANN")).toBeNull();
});

test("a key is found by one of its aliases; an ID is taken as it stands, also of a key that one does not see", () => {
  expect(findKeyId(KEYS, "app/uno")).toBe(KEY_ID);
  expect(findKeyId(KEYS, "app/")).toBeNull();
  expect(findKeyId([], ` ${KEY_ID.toUpperCase()} `)).toBe(KEY_ID);
});

test("what is wrong is said by field; no key, no address and no time are nothing wrong", () => {
  expect(tryFaults(SOUND, PEOPLE, null)).toEqual({});
  expect(tryFaults({ ...SOUND, person: " ", project: "" }, PEOPLE, null)).toEqual({ person: "personMissing", project: "projectMissing" });
  expect(tryFaults({ ...SOUND, person: "bob", key: "x", address: "1.2.3", at: "2030-01-01" }, PEOPLE, null)).toEqual({
    person: "personUnknown",
    key: "keyUnknown",
    address: "addressWrong",
    at: "atWrong",
  });
  expect(tryFaults({ ...SOUND, address: "2001:db8::1", at: "2030-01-02T03:04:05Z", key: "app/one" }, PEOPLE, KEY_ID)).toEqual({});
});
