/**
 * What goes over the channel between the primary and a child. Invariant: the other side may be gone at any moment, also where the channel still
 * says that it is there. That it is gone is seen by its end, and what cannot be sent to it must not end this process, as it does without a
 * listener of its own.
 */

/** Is told what became of a message. */
export type Done = (error: Error | null) => void;

/** A child, or `process` in a child. */
type End = { readonly connected: boolean; send?(message: object, done: Done): unknown };

/** Sends a message, or drops it where nobody is there. */
export function sendOver(end: End, message: object): void {
  if (end.connected) end.send?.(message, () => {});
}
