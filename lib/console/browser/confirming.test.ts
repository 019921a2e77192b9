import { expect, test } from "vitest";
import { confirmedPath } from "../oidc";
import { comeBackConfirmed, leaveToConfirm } from "./confirming";

function memory(): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  } as Storage;
}

test("who left from this tab hears once what came of it, and is where they were", () => {
  const storage = memory();
  leaveToConfirm(storage, "#sessions");
  expect(comeBackConfirmed(storage, "#sessions")).toBeNull();
  expect(comeBackConfirmed(storage, confirmedPath("", null))).toEqual({ refusal: null, hash: "#sessions" });
  expect(comeBackConfirmed(storage, confirmedPath("", null))).toBeNull();
  leaveToConfirm(storage, "");
  expect(comeBackConfirmed(storage, confirmedPath("", "someoneElse"))).toEqual({ refusal: "someoneElse", hash: "" });
});

test("an address that somebody made up says nothing, nor does a browser that keeps nothing", () => {
  expect(comeBackConfirmed(memory(), confirmedPath("", null))).toBeNull();
  const refuse = () => {
    throw new Error("forbidden");
  };
  const forbidden = { getItem: refuse, setItem: refuse, removeItem: refuse } as unknown as Storage;
  leaveToConfirm(forbidden, "");
  expect(comeBackConfirmed(forbidden, confirmedPath("", null))).toBeNull();
});
