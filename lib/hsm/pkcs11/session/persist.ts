/**
 * Makes a call again that a token in trouble has failed. Only for calls that are whole in themselves: what they leave behind when
 * they fail is nothing, or goes with its session. Invariant: a sign-in is never among them, for a PIN may be tried once.
 */
import type { PKCS11 } from "pkcs11js";

const TRIES = 3;

/** Makes `call` until it succeeds, three times at most. @throws what the last one threw */
export function persist<T>(call: () => T, isFinal: (error: unknown) => boolean = () => false): T {
  for (let tried = 1; ; tried += 1) {
    try {
      return call();
    } catch (error) {
      if (tried === TRIES || isFinal(error)) throw error;
    }
  }
}

const WHOLE: ReadonlySet<PropertyKey> = new Set<keyof PKCS11>([
  "C_GetInfo",
  "C_GetSlotList",
  "C_GetTokenInfo",
  "C_OpenSession",
  "C_CloseSession",
  "C_GetAttributeValue",
  "C_FindObjectsInit",
  "C_FindObjects",
  "C_FindObjectsFinal",
  "C_CopyObject",
  "C_CreateObject",
  "C_DestroyObject",
]);

const persistent = new WeakMap<PKCS11, PKCS11>();

/**
 * The module with such calls made again where they fail. For what consists of a hundred of them, as a connection does: a token that
 * fails one in fifty would seldom let it through.
 */
export function persistentModule(module: PKCS11): PKCS11 {
  const known = persistent.get(module) ?? wrap(module);
  persistent.set(module, known);
  return known;
}

function wrap(module: PKCS11): PKCS11 {
  return new Proxy(module, {
    get(target, name) {
      const value = Reflect.get(target, name) as unknown;
      if (typeof value !== "function") return value;
      const call = (...given: unknown[]): unknown => Reflect.apply(value, target, given);
      return WHOLE.has(name) ? (...given: unknown[]) => persist(() => call(...given)) : call;
    },
  });
}
