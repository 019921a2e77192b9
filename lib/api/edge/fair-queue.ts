/**
 * Who is served next where more ask than can be served at once. Each caller has a queue of its own, and of all who wait the one with the
 * fewest requests under way comes first, so that whoever sends much waits for itself alone.
 * (`FairLane` of the store is for work that takes long: there one of a caller is under way, and accounts come before callers.)
 * Invariants: who has nothing under way never waits; and of two that have equally much, the one that was served longer ago is first.
 */

/** One request that is to be begun. */
export type Waiting = {
  /** Of a clock that does not jump, in ms. */
  readonly since: number;
  /** Whether its caller has proven to be somebody before; who has not makes nobody else wait. */
  readonly isKnown: boolean;
  readonly begin: () => void;
  readonly refuse: () => void;
  /** Whether nobody waits for its answer any more. */
  readonly isAbandoned: () => boolean;
};

export type Bounds = {
  /** Requests under way; more only where a caller has no other. */
  readonly atOnce: number;
  /** Of one caller, while there are others. */
  readonly beside: number;
  /** Who has one that waits for longer, in ms, is refused what else they send, since it would only wait for longer still. */
  readonly patienceMs: number;
};

/** Who has sent nothing for so long, in ms, is not there. */
const STAYS_MS = 1_000;

type Share = { underWay: number /** Goes up with each that was begun, of all callers. */; turn: number; readonly waiting: Waiting[] };

export class FairQueue {
  readonly #bounds: Bounds;
  /** Of everybody who has something under way, or waits. */
  readonly #shares = new Map<string, Share>();
  #underWay = 0;
  #waiting = 0;
  #turn = 0;

  /** Who sent last, and until when that somebody else has sent too counts. */
  #newest = "";
  #togetherUntil = Number.NEGATIVE_INFINITY;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  get size(): number {
    return this.#underWay + this.#waiting;
  }

  /** Begins it, lets it wait, or refuses it, before this returns. */
  enter(caller: string, one: Waiting): void {
    const share = this.#shares.get(caller) ?? this.#open(caller);
    const [first] = share.waiting;
    if (one.isKnown && caller !== this.#newest) {
      if (this.#newest !== "") this.#togetherUntil = one.since + STAYS_MS;
      this.#newest = caller;
    }
    if (first === undefined && this.#mayBegin(share)) this.#begin(share, one);
    else if (first !== undefined && one.since - first.since > this.#bounds.patienceMs) one.refuse();
    else {
      share.waiting.push(one);
      this.#waiting += 1;
    }
  }

  /** Something of this caller that had been begun has ended. */
  leave(caller: string): void {
    const share = this.#shares.get(caller);
    if (share === undefined) return;
    share.underWay -= 1;
    this.#underWay -= 1;
    this.#closeIfEmpty(caller, share);
    this.#serve();
  }

  /** Takes out what waits and is not to be begun any more. */
  withdraw(caller: string, one: Waiting): void {
    const share = this.#shares.get(caller);
    const at = share?.waiting.indexOf(one) ?? -1;
    if (share === undefined || at < 0) return;
    share.waiting.splice(at, 1);
    this.#waiting -= 1;
    this.#closeIfEmpty(caller, share);
  }

  /** How many of this caller's wait. */
  waitingOf(caller: string): number {
    return this.#shares.get(caller)?.waiting.length ?? 0;
  }

  /** Whoever has most waiting; null where nobody waits. */
  findLongest(): { readonly caller: string; readonly waiting: number } | null {
    let longest: { caller: string; waiting: number } | null = null;
    for (const [caller, { waiting }] of this.#shares)
      if (waiting.length > (longest?.waiting ?? 0)) longest = { caller, waiting: waiting.length };
    return longest;
  }

  /** Refuses what this caller has sent last and waits. */
  refuseNewest(caller: string): void {
    const newest = this.#shares.get(caller)?.waiting.at(-1);
    if (newest === undefined) return;
    this.withdraw(caller, newest);
    newest.refuse();
  }

  #serve(): void {
    while (this.#waiting > 0) {
      const next = this.#choose();
      if (next === null) return;
      const [caller, share] = next;
      const one = share.waiting.shift() as Waiting;
      this.#waiting -= 1;
      if (one.isAbandoned()) {
        one.refuse();
        this.#closeIfEmpty(caller, share);
      } else this.#begin(share, one);
    }
  }

  #choose(): [string, Share] | null {
    let chosen: [string, Share] | null = null;
    for (const entry of this.#shares) if (entry[1].waiting.length > 0 && (chosen === null || isBefore(entry[1], chosen[1]))) chosen = entry;
    return chosen !== null && this.#mayBegin(chosen[1]) ? chosen : null;
  }

  #mayBegin({ underWay }: Share): boolean {
    if (underWay === 0) return true;
    const { atOnce, beside } = this.#bounds;
    return this.#underWay < atOnce && (underWay < beside || performance.now() >= this.#togetherUntil);
  }

  #begin(share: Share, one: Waiting): void {
    share.underWay += 1;
    this.#underWay += 1;
    this.#turn += 1;
    share.turn = this.#turn;
    one.begin();
  }

  #open(caller: string): Share {
    const share = { underWay: 0, turn: 0, waiting: [] };
    this.#shares.set(caller, share);
    return share;
  }

  #closeIfEmpty(caller: string, share: Share): void {
    if (share.underWay === 0 && share.waiting.length === 0) this.#shares.delete(caller);
  }
}

function isBefore(one: Share, other: Share): boolean {
  return one.underWay === other.underWay ? one.turn < other.turn : one.underWay < other.underWay;
}
