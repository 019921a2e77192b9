/**
 * How much work a worker takes on, whose is begun next, and for how long a client waits for it.
 * Invariants: what is too much is refused at once instead of waiting without end; no client waits past the deadline; work that has
 * been answered as too late still counts until it has really ended, so that a stuck database fills the gate; work that ends in
 * whatever way gives its place free; and nobody waits behind what another caller, or a change, has sent before.
 */
import { KmsError } from "#lib/domain/errors";
import { FairQueue, type Waiting } from "./fair-queue";

export type GateSettings = {
  /** Requests under way and waiting, together. */
  readonly capacity: number;
  /** ms from the arrival of the request to an answer. */
  readonly deadlineMs: number;
  /** Calls that may be under way in the token: with a token far away, a caller beside others may have as many under way. */
  readonly tokenSessions: number;
};

/**
 * `use` is what applications wait for and the token does in a moment: nothing of the other lane takes its places. `other` is what takes turns of
 * its own further in, which only those can bound: making pairs, lists, work on many keys, sign-ins.
 */
export type Lane = "use" | "other";

/** What is asked for, by whom, and how. */
export type Passage = {
  /** Whose share it counts against; see `Shares`. */
  readonly caller: string;
  readonly isKnown: boolean;
  readonly lane: Lane;
  /** How many times the usual deadline it may take. */
  readonly patience?: number;
  /** Whether the client has gone away; then what waits is not begun. */
  readonly isAbandoned?: () => boolean;
};

type Entry = { readonly due: number; readonly refuse: () => void };

/** Deadlines are looked at this often, all together; a timer for each request would cost more than the request's parsing. */
const CHECK_MS = 100;
/** An application that has waited for so long will soon give up, and what it sends now would wait for longer still. */
const USE_PATIENCE_MS = 4_000;
/**
 * More under way would make nothing faster: it only lets work lie in the event loop, and before PostgreSQL, where nobody can overtake it.
 * Fewer would leave the statements half empty that several requests share.
 */
const USES_AT_ONCE = 32;
/** What is not a use leaves half of a worker's places, or all but these, to uses. */
const OTHERS_AT_LEAST = 16;
/** Of one caller, while others send too: what theirs have to wait for in the database. */
const BESIDE = 4;

export class RequestGate {
  readonly #settings: GateSettings;
  /** By patience; in each in the order of their deadlines, since those wait equally long. */
  readonly #entries = new Map<number, Set<Entry>>();
  readonly #lanes: Readonly<Record<Lane, FairQueue>>;
  #lastLeft = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;

  constructor(settings: GateSettings) {
    this.#settings = settings;
    const { tokenSessions } = settings;
    const unbound = Number.POSITIVE_INFINITY;
    const beside = Math.max(BESIDE, tokenSessions);
    this.#lanes = {
      use: new FairQueue({ atOnce: Math.max(USES_AT_ONCE, tokenSessions), beside, patienceMs: USE_PATIENCE_MS }),
      other: new FairQueue({ atOnce: Math.max(OTHERS_AT_LEAST, settings.capacity / 2), beside: unbound, patienceMs: unbound }),
    };
  }

  /**
   * @param work is told how to find out that its client has been answered, so as to begin nothing more
   * @throws KmsError `overloaded` where it was not begun, `tooLate`, or what the work throws
   */
  pass<T>({ caller, isKnown, lane, patience = 1, isAbandoned }: Passage, work: (isLate: () => boolean) => Promise<T>): Promise<T> {
    const queue = this.#lanes[lane];
    if (this.#size >= this.#settings.capacity && !this.#makeRoom(queue.waitingOf(caller)))
      return Promise.reject(new KmsError("overloaded"));
    return new Promise((resolve, reject) => {
      const since = performance.now();
      const entries = this.#entries.get(patience) ?? new Set();
      this.#entries.set(patience, entries);
      let hasBegun = false;
      const entry = {
        due: since + patience * this.#settings.deadlineMs,
        refuse: () => {
          entries.delete(entry);
          if (!hasBegun) queue.withdraw(caller, waiting);
          reject(new KmsError(hasBegun ? "tooLate" : "overloaded"));
        },
      };
      const leave = () => {
        this.#lastLeft = performance.now();
        entries.delete(entry);
        queue.leave(caller);
      };
      const waiting: Waiting = {
        since,
        isKnown,
        isAbandoned: isAbandoned ?? (() => false),
        refuse: entry.refuse,
        begin: () => {
          hasBegun = true;
          settled(() => work(() => !entries.has(entry))).then(
            // The answer first: whatever is begun in its place is in no such hurry.
            (result) => {
              resolve(result);
              leave();
            },
            (error: unknown) => {
              reject(error);
              leave();
            },
          );
        },
      };
      entries.add(entry);
      this.#timer ??= setInterval(() => this.#refuseLate(), CHECK_MS).unref();
      queue.enter(caller, waiting);
    });
  }

  /** Whether anything is under way, or was a moment ago. @param ms how long a moment is */
  wasPassed(ms: number): boolean {
    return this.#size > 0 || performance.now() - this.#lastLeft < ms;
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  /** Refuses the newest of whoever has most waiting, in whatever lane, where that is more than one caller would have with one more. */
  #makeRoom(own: number): boolean {
    const lanes = Object.values(this.#lanes).map((lane) => ({ lane, longest: lane.findLongest() }));
    const { lane, longest } = lanes.reduce((most, one) => ((one.longest?.waiting ?? 0) > (most.longest?.waiting ?? 0) ? one : most));
    if (longest === null || longest.waiting <= own + 1) return false;
    lane.refuseNewest(longest.caller);
    return true;
  }

  get #size(): number {
    return this.#lanes.use.size + this.#lanes.other.size;
  }

  #refuseLate(): void {
    const now = performance.now();
    for (const entries of this.#entries.values()) {
      for (const entry of entries) {
        if (entry.due > now) break;
        entry.refuse();
      }
    }
  }
}

/** Work that throws before its first wait fails like any other. */
function settled<T>(work: () => Promise<T>): Promise<T> {
  try {
    return work();
  } catch (error) {
    return Promise.reject(error);
  }
}
