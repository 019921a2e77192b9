import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ErrorCode } from "./errors";
import {
  cancelDeletionEvent,
  canTransition,
  KEY_EVENTS,
  KEY_STATES,
  type KeyEvent,
  type KeyState,
  nextState,
  transitionRefusal,
} from "./key-state";

/** Typed by hand from the user guide §2.3.3 and §2.4 and api-reference §2.0–2.1: the state after, or the wire code of the refusal. */
const MATRIX: Record<KeyEvent, Record<KeyState, KeyState | ErrorCode>> = {
  enable: { enabled: "keyNotDisabled", disabled: "enabled", pendingDeletion: "keyPendingDeletion", pendingImport: "keyNotDisabled" },
  disable: { enabled: "disabled", disabled: "keyNotEnabled", pendingDeletion: "keyPendingDeletion", pendingImport: "keyNotEnabled" },
  scheduleDeletion: {
    enabled: "pendingDeletion",
    disabled: "pendingDeletion",
    pendingDeletion: "keyAlreadyPendingDeletion",
    pendingImport: "pendingDeletion",
  },
  cancelDeletion: {
    enabled: "keyNotPendingDeletion",
    disabled: "keyNotPendingDeletion",
    pendingDeletion: "disabled",
    pendingImport: "keyNotPendingDeletion",
  },
  cancelDeletionWithoutMaterial: {
    enabled: "keyNotPendingDeletion",
    disabled: "keyNotPendingDeletion",
    pendingDeletion: "pendingImport",
    pendingImport: "keyNotPendingDeletion",
  },
  importMaterial: {
    enabled: "keyNotPendingImport",
    disabled: "keyNotPendingImport",
    pendingDeletion: "keyNotPendingImport",
    pendingImport: "enabled",
  },
  deleteMaterial: {
    enabled: "pendingImport",
    disabled: "pendingImport",
    pendingDeletion: "materialNotDeletable",
    pendingImport: "materialNotDeletable",
  },
};
const STATES: KeyState[] = ["enabled", "disabled", "pendingDeletion", "pendingImport"];

describe("key states", () => {
  for (const event of Object.keys(MATRIX) as KeyEvent[]) {
    for (const state of STATES) {
      const expected = MATRIX[event][state];
      test(`${event} in ${state} gives ${expected}`, () => {
        const isState = (STATES as string[]).includes(expected);
        expect(nextState(state, event)).toBe(isState ? expected : null);
        expect(transitionRefusal(state, event)).toBe(isState ? null : expected);
        expect(canTransition(state, event)).toBe(isState);
      });
    }
  }

  test("the matrix names every event, and the labels are the published ones", () => {
    expect([...KEY_EVENTS].sort()).toEqual(Object.keys(MATRIX).sort());
    expect(STATES.map((state) => KEY_STATES[state].label)).toEqual(["Enabled", "Disabled", "Pending deletion", "Pending import"]);
  });

  test("whatever happens, a key without material is never enabled or disabled, and one with material never waits for an import", () => {
    fc.assert(
      fc.property(fc.boolean(), fc.array(fc.constantFrom(...KEY_EVENTS), { maxLength: 40 }), (imported, events) => {
        let state: KeyState = imported ? "pendingImport" : "enabled";
        let material = !imported;
        for (const wanted of events) {
          const event = wanted.startsWith("cancelDeletion") ? cancelDeletionEvent(material) : wanted;
          const next = nextState(state, event);
          if (next === null) continue;
          if (event === "importMaterial") material = true;
          if (event === "deleteMaterial") material = false;
          state = next;
          if (state === "enabled" || state === "disabled") expect(material).toBe(true);
          if (state === "pendingImport") expect(material).toBe(false);
        }
      }),
    );
  });
});
