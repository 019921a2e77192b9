/**
 * Digits of key states ⇄ states. Invariant: "1", which no key ever is in, is no state; where keys are looked for by it, there are none.
 */

import { z } from "zod";
import { KEY_STATE_NAMES, KEY_STATES, type KeyState } from "#lib/domain/key-state";
import { wholeNumber } from "../field";
import { held } from "../held";
import { fromWireState, WIRE_STATES } from "./key-state";

const words = KEY_STATE_NAMES.map((state) => `${WIRE_STATES[state]} ${KEY_STATES[state].label}`).join(", ");

const toWireState = (state: KeyState) => WIRE_STATES[state];

function toState(wire: string, context: z.core.ParsePayload): KeyState {
  const state = fromWireState(wire);
  if (state !== undefined) return state;
  context.issues.push({ code: "custom", input: wire });
  return z.NEVER;
}

/** A digit ⇄ state, with the words of the digits for the documents. */
export const keyState = z.codec(z.enum(["1", "2", "3", "4", "5"]).describe(words), held<KeyState>(), {
  decode: toState,
  encode: toWireState,
});

/** A digit ⇄ state, where the documents say nothing of the digits. */
export const keyStateText = z.codec(z.string(), held<KeyState>(), { decode: toState, encode: toWireState });

/** The same of a key that may not exist: then "" ⇄ null. */
export const keyStateOrNull = z.codec(z.string(), held<KeyState | null>(), {
  decode: (wire, context) => (wire === "" ? null : toState(wire, context)),
  encode: (state) => (state === null ? "" : WIRE_STATES[state]),
});

/** A digit of a state that a key can be in ⇄ state. */
export const possibleState = z.codec(z.enum(["2", "3", "4", "5"]), held<KeyState>(), { decode: toState, encode: toWireState });

/** A state to look for, as a number or its text ⇄ the states that are meant: none by 1. */
export const wantedStates = z.codec(wholeNumber(1, 5), held<readonly KeyState[]>(), {
  decode: (wire) => [fromWireState(String(wire))].filter((state) => state !== undefined),
  encode: ([state]) => (state === undefined ? 1 : Number(WIRE_STATES[state])),
});
