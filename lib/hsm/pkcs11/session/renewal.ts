/**
 * When to make the connection anew because the module loses memory. SoftHSM2 2.6.1 keeps about 250 bytes of every session object
 * that was ever made, until it is finalised: at 1,000 messages a second 150 MB in ten minutes. A module that loses nothing is left alone.
 */

/** Operations before the first look, about 20,000 messages. */
const MIN_OPERATIONS = 60_000;
/** For each handle that a renewal costs; with it, unwrapping again stays a small part of the work. */
const OPERATIONS_PER_HANDLE = 15;
/** Less than a leak loses, more than noise. */
const LOST_BYTES_PER_OPERATION = 50;
/** What a handle may take in the module; it is no loss. */
const BYTES_PER_HANDLE = 9 * 1024;

export class RenewalWatch {
  readonly #handles: () => number;
  readonly #rss: () => number;
  #operations = 0;
  #start: { readonly rss: number; readonly handles: number };

  /** @param handles how many handles are kept now */
  constructor(handles: () => number, rss: () => number = () => process.memoryUsage.rss()) {
    this.#handles = handles;
    this.#rss = rss;
    this.#start = { rss: rss(), handles: handles() };
  }

  /** Counts one operation. @returns whether it is time to make the connection anew */
  count(): boolean {
    this.#operations += 1;
    if (this.#operations < MIN_OPERATIONS || this.#operations < OPERATIONS_PER_HANDLE * this.#handles()) return false;
    const kept = Math.max(0, this.#handles() - this.#start.handles) * BYTES_PER_HANDLE;
    const isLosing = this.#rss() - this.#start.rss - kept > this.#operations * LOST_BYTES_PER_OPERATION;
    this.restart();
    return isLosing;
  }

  /** Begins to count anew. */
  restart(): void {
    this.#operations = 0;
    this.#start = { rss: this.#rss(), handles: this.#handles() };
  }
}
