/**
 * What a row of the catalog says about one operation. Rows hold the contract only; `usecases/registry.ts` binds the acts.
 * Schemas speak the wire's names and JSON types (api-reference §0.2), so routing, OpenAPI, the console's types,
 * authorisation and the tests' forbidden matrix all come from one place.
 */
import type { z } from "zod";
import { KEY_STATE_NAMES, type KeyEvent, type KeyState, TRANSITIONS } from "#lib/domain/key-state";
import type { Permission } from "#lib/domain/permission";

export type OperationRow = {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Path below the host, with `:project_id`. */
  readonly path: `/v1.0/:project_id/${string}`;
  /** Spelling of the guide's Table 1-7, or null where the guide traces nothing. */
  readonly traceName: string | null;
  readonly permission: Permission;
  /** What the call is about: the whole project, or one key named by `key_id` (or by the ciphertext). */
  readonly subject: "project" | "key";
  /** States in which the key may be the subject. */
  readonly allowedStates: readonly KeyState[];
  /** The transition this operation makes, where it makes one; it then gives `allowedStates` and the refusals. */
  readonly transition?: KeyEvent;
  /** Whether a default master key may be the subject. */
  readonly defaultKeys: boolean;
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  /** Fields of input and output that must never be logged or traced. */
  readonly secretFields: readonly string[];
  readonly summary: string;
};

/** For operations on the project, and reads. */
export const ANY_STATE: readonly KeyState[] = KEY_STATE_NAMES;

/** Only an enabled key encrypts or decrypts (guide §2.4.2). */
export const ENABLED_ONLY: readonly KeyState[] = ["enabled"];

/** `allowedStates` and `transition` of an operation that changes the state. */
export function byTransition(event: KeyEvent) {
  return { transition: event, allowedStates: TRANSITIONS[event].from as readonly KeyState[] };
}
