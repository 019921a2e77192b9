/**
 * When to make the connection anew because the module keeps memory of what it no longer needs, until it is finalised. Which modules do,
 * and how much, was found out before (`start/probe-memory.ts`): the memory of a process that serves swings by more than a module loses
 * in minutes. Invariant: a module that was not seen to keep memory is left alone, whatever this process grows to.
 */

/** What a module may have kept before it is made to let go: small beside a worker, and many messages for a renewal of some 30 ms. */
const MOST_KEPT_BYTES = 8 * 1024 * 1024;
/** For each handle that a renewal costs; with it, unwrapping again stays a small part of the work. */
const OBJECTS_PER_HANDLE = 5;

export type RenewalParts = {
  /** Bytes that the module keeps of every session object; 0 for none. */
  readonly keptPerObject: number;
  /** Session objects made since the module was loaded. */
  readonly objectsMade: () => number;
  /** Handles that are kept now. */
  readonly handles: () => number;
};

export class RenewalWatch {
  readonly #parts: RenewalParts;
  readonly #least: number;
  #start: number;

  constructor(parts: RenewalParts) {
    this.#parts = parts;
    this.#least = parts.keptPerObject > 0 ? MOST_KEPT_BYTES / parts.keptPerObject : Number.POSITIVE_INFINITY;
    this.#start = parts.objectsMade();
  }

  /** Whether it is time to make the connection anew. Asked before every operation. */
  isDue(): boolean {
    const made = this.#parts.objectsMade() - this.#start;
    return made >= this.#least && made >= OBJECTS_PER_HANDLE * this.#parts.handles();
  }

  /** Begins to count anew. */
  restart(): void {
    this.#start = this.#parts.objectsMade();
  }
}
