import { expect, test } from "vitest";
import { z } from "zod";
import { KEY_STATE_NAMES } from "#lib/domain/key-state";
import { fromWireState, WIRE_STATES } from "./key-state";
import { keyState, keyStateOrNull, wantedStates } from "./key-state-codec";

test("the digits of states are the published ones, and each is read as the state that it is of", () => {
  expect(KEY_STATE_NAMES.map((state) => [state, WIRE_STATES[state]])).toEqual([
    ["enabled", "2"],
    ["disabled", "3"],
    ["pendingDeletion", "4"],
    ["pendingImport", "5"],
  ]);
  for (const state of KEY_STATE_NAMES) {
    expect(fromWireState(WIRE_STATES[state])).toBe(state);
    expect(z.decode(keyState, z.encode(keyState, state))).toBe(state);
    expect(z.decode(wantedStates, z.encode(wantedStates, [state]))).toEqual([state]);
  }
});

test("the state that no key is in finds nothing where it is looked for, and is refused in a reply", () => {
  expect(z.decode(wantedStates, 1)).toEqual([]);
  expect(z.encode(wantedStates, [])).toBe(1);
  expect(fromWireState("1")).toBeUndefined();
  expect(keyState.safeDecode("1").success).toBe(false);
});

test("a key that does not exist has no state", () => {
  expect(z.decode(keyStateOrNull, "")).toBeNull();
  expect(z.encode(keyStateOrNull, null)).toBe("");
});
