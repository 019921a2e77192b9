/**
 * Room for a few at once, shared fairly by whoever calls. Of a caller one is inside at a time. A place that becomes free goes to the
 * account that has the fewest inside and, of these, to the one that has waited longest since it was last served; within the account
 * likewise to one of its callers. So whoever asks for much is behind those who ask for little, and nobody waits for ever.
 * Invariants: a place is held until what was let in has really ended, whether anybody still waits for it or not; and a client that
 * has gone away waits no more.
 */
import { type ErrorCode, KmsError } from "#lib/domain/errors";

/** Who calls, and for which account. */
export type Party = { readonly accountId: string; readonly userId: string };

export type FairLaneSettings = {
  /** How many are inside at once. */
  readonly room: number;
  /** How many of one caller may wait; at least one. */
  readonly waitingPerCaller: number;
  /** The refusal of one more. */
  readonly refusal: ErrorCode;
};

type Waiting = { readonly party: Party; readonly begin: () => void };
/** Of an account or a caller that has somebody inside or waiting. */
type Standing = { inside: number; waiting: number /** The later it was served, the larger. */; since: number };

export class FairLane {
  readonly #settings: FairLaneSettings;
  readonly #accounts = new Map<string, Standing>();
  readonly #callers = new Map<string, Standing>();
  readonly #waiting = new Set<Waiting>();
  #free: number;
  #turns = 0;

  constructor(settings: FairLaneSettings) {
    this.#settings = settings;
    this.#free = settings.room;
  }

  /** @throws KmsError the refusal, where this caller has as many waiting as it may */
  requireRoom({ userId }: Party): void {
    if ((this.#callers.get(userId)?.waiting ?? 0) >= this.#settings.waitingPerCaller) throw new KmsError(this.#settings.refusal);
  }

  /**
   * Runs `work` when its turn has come.
   * @param gone aborted when the client has gone: before its turn `work` is never run, after that its outcome is not waited for
   * @throws KmsError as `requireRoom`; `clientGone`; and whatever `work` throws
   */
  run<T>(party: Party, gone: AbortSignal, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (gone.aborted) throw new KmsError("clientGone");
      this.requireRoom(party);
      const giveUp = () => {
        if (this.#waiting.delete(entry)) this.#note(party, { waiting: -1, inside: 0 });
        reject(new KmsError("clientGone"));
      };
      const begin = async () => {
        try {
          resolve(await work());
        } catch (error) {
          reject(error);
        } finally {
          gone.removeEventListener("abort", giveUp);
          this.#leave(party);
        }
      };
      const entry: Waiting = { party, begin };
      gone.addEventListener("abort", giveUp, { once: true });
      this.#waiting.add(entry);
      this.#note(party, { waiting: 1, inside: 0 });
      this.#letIn();
    });
  }

  #letIn(): void {
    while (this.#free > 0) {
      const next = this.#next();
      if (next === null) return;
      this.#free -= 1;
      this.#waiting.delete(next);
      this.#note(next.party, { waiting: -1, inside: 1 });
      next.begin();
    }
  }

  #leave(party: Party): void {
    this.#free += 1;
    this.#note(party, { waiting: 0, inside: -1 });
    this.#letIn();
  }

  #next(): Waiting | null {
    let best: Waiting | null = null;
    let bestRank: readonly number[] = [];
    for (const entry of this.#waiting) {
      const account = this.#accounts.get(entry.party.accountId) as Standing;
      const caller = this.#callers.get(entry.party.userId) as Standing;
      if (caller.inside > 0) continue;
      const rank = [account.inside, account.since, caller.since];
      if (best !== null && !isBefore(rank, bestRank)) continue;
      best = entry;
      bestRank = rank;
    }
    return best;
  }

  #note({ accountId, userId }: Party, change: { waiting: number; inside: number }): void {
    this.#turns += 1;
    for (const [standings, id] of [
      [this.#accounts, accountId],
      [this.#callers, userId],
    ] as const) {
      const standing = standings.get(id) ?? { inside: 0, waiting: 0, since: this.#turns };
      if ((change.waiting > 0 && standing.waiting === 0) || change.inside < 0) standing.since = this.#turns;
      standing.waiting += change.waiting;
      standing.inside += change.inside;
      if (standing.waiting + standing.inside > 0) standings.set(id, standing);
      else standings.delete(id);
    }
  }
}

/** Whether the first number that differs is the smaller one. */
function isBefore(one: readonly number[], other: readonly number[]): boolean {
  const place = one.findIndex((value, index) => value !== other[index]);
  return place >= 0 && (one[place] as number) < (other[place] as number);
}
