/**
 * Whose password is looked at next, and whose not at all. Argon2 is slow on purpose, and anybody may ask for it, so that without a
 * queue strangers could take all of a worker's time and memory.
 *
 * There are four lanes, which take turns: users who signed in well lately from the same network, others of such a network, all other
 * sign-ins, and proven callers who set passwords. In each, networks take turns and in these the users that are named. Invariants: what
 * strangers send takes one place of those at work at most, so that there is always one for the known, and that place rests after a wrong
 * password for as long as it took, so that from however many addresses they come they have half a core of each worker at most; and a
 * network whose wrong tries have used up their budget waits for more of it, or is refused, before a password is looked at. What goes
 * right costs no budget, and a pair that signed in well lately needs none.
 */
import { KmsError } from "#lib/domain/errors";
import { FairQueue, type Place } from "./fair-queue";
import { RecentSignIns } from "./recent-sign-ins";
import { TryBudget } from "./try-budget";

type Lane = "pair" | "network" | "stranger" | "setting";
type Entry = Place & {
  readonly lane: Lane;
  readonly arrived: number;
  /** @returns whether the password was wrong */
  readonly run: () => Promise<boolean>;
  readonly refuse: (error: KmsError) => void;
};

/** Of one worker. Each takes 19 MiB and a thread while it runs. */
const AT_WORK_MAX = 2;
/** Those who are not known to belong here. */
const UNPROVEN: readonly Lane[] = ["network", "stranger"];
const WAITING = {
  pair: { total: 128, perNetwork: 64 },
  network: { total: 128, perNetwork: 48 },
  stranger: { total: 128, perNetwork: 48 },
  setting: { total: 64, perNetwork: 16 },
} as const;
/** Longer waits nobody with a turn; shorter than the usual deadline of a request, so that nothing is looked at for those who have left. */
const PATIENCE_MS = 6_000;
/** Wrong tries of one network: at once, for each worker, and then in a second for all workers together: a third of a core. */
const WRONG_AT_ONCE = 20;
const WRONG_PER_SECOND = 10;
/** How often those who wait for budget are looked at, while there are any. */
const LOOK_MS = 50;

export class PasswordQueue {
  /** Who signed in well lately. */
  readonly recent: RecentSignIns;
  readonly #now: () => number;
  readonly #budget: TryBudget;
  readonly #queues: Record<Lane, FairQueue<Entry>>;
  readonly #atWork: Record<Lane, number> = { pair: 0, network: 0, stranger: 0, setting: 0 };
  /** The lane whose turn comes first stands first. */
  #turns: Lane[] = ["pair", "network", "stranger", "setting"];
  #timer: NodeJS.Timeout | null = null;

  /**
   * @param workers processes among which a network's connections are spread
   * @param now ms, of a clock that does not jump
   */
  constructor({ workers = 1, recent = new RecentSignIns(), now = () => performance.now() } = {}) {
    this.recent = recent;
    this.#now = now;
    this.#budget = new TryBudget(WRONG_AT_ONCE, WRONG_PER_SECOND / workers, now);
    this.#queues = {
      pair: new FairQueue(WAITING.pair),
      network: new FairQueue(WAITING.network),
      stranger: new FairQueue(WAITING.stranger),
      setting: new FairQueue(WAITING.setting),
    };
  }

  /**
   * Runs a try to sign in when its turn comes.
   * @param check throws `notSignedIn` when the try was wrong
   * @throws KmsError `requestTooMany` where too many wait, or too many were wrong; and whatever `check` throws
   */
  signIn<T>(place: Place, check: () => Promise<T>): Promise<T> {
    const lane = this.recent.hasPair(place) ? "pair" : this.recent.hasNetwork(place.network) ? "network" : "stranger";
    return this.#pass(place, lane, check);
  }

  /**
   * Runs what hashes a password that a proven caller sets.
   * @param place the caller, and whose it is
   * @throws KmsError `requestTooMany` where too many wait
   */
  set<T>(place: Place, hash: () => Promise<T>): Promise<T> {
    return this.#pass(place, "setting", hash);
  }

  #pass<T>({ network, user }: Place, lane: Lane, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const set = async () => {
        try {
          resolve(await work());
        } catch (error) {
          reject(error);
        }
        return false;
      };
      const run = lane === "setting" ? set : () => this.#watch({ network, user }, work, resolve, reject);
      const out = this.#queues[lane].push({ network, user, lane, arrived: this.#now(), run, refuse: reject });
      out?.refuse(new KmsError("requestTooMany"));
      this.#begin();
    });
  }

  /** Only a wrong try of one without a standing keeps what it takes of the budget. @returns whether it was wrong */
  async #watch<T>(place: Place, work: () => Promise<T>, resolve: (result: T) => void, reject: (error: unknown) => void): Promise<boolean> {
    const isFree = this.recent.hasPair(place);
    if (!isFree && !this.#budget.take(place.network)) {
      reject(new KmsError("requestTooMany"));
      return false;
    }
    let isWrong = false;
    try {
      resolve(await work());
    } catch (error) {
      isWrong = error instanceof KmsError && error.code === "notSignedIn";
      reject(error);
    }
    if (isWrong) this.recent.noteWrong(place);
    else if (!isFree) this.#budget.giveBack(place.network);
    return isWrong;
  }

  /** Fills the places that are free. */
  #begin(): void {
    for (let next = this.#next(); next !== undefined; next = this.#next()) void this.#work(next);
    this.#watchWaiting();
  }

  async #work({ lane, run }: Entry): Promise<void> {
    const begun = this.#now();
    this.#atWork[lane] += 1;
    const isWrong = await run();
    const took = this.#now() - begun;
    if (isWrong && UNPROVEN.includes(lane) && took > 0) await new Promise((resolve) => setTimeout(resolve, took).unref());
    this.#atWork[lane] -= 1;
    this.#begin();
  }

  #next(): Entry | undefined {
    for (const lane of this.#turns) {
      if (!this.#hasPlace(lane)) continue;
      const entry = this.#queues[lane].shift(UNPROVEN.includes(lane) ? (network) => this.#budget.has(network) : undefined);
      if (entry === undefined) continue;
      this.#turns = [...this.#turns.filter((other) => other !== lane), lane];
      return entry;
    }
    return undefined;
  }

  #hasPlace(lane: Lane): boolean {
    const { pair, network, stranger, setting } = this.#atWork;
    if (pair + network + stranger + setting >= AT_WORK_MAX) return false;
    // One who is known, and signs in without end, leaves a place for the others just the same.
    return UNPROVEN.includes(lane) ? network + stranger === 0 : this.#atWork[lane] === 0;
  }

  #watchWaiting(): void {
    const waits = Object.values(this.#queues).some(({ size }) => size > 0);
    if (waits) this.#timer ??= setInterval(() => this.#look(), LOOK_MS).unref();
    if (waits || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }

  #look(): void {
    const since = this.#now() - PATIENCE_MS;
    for (const queue of Object.values(this.#queues)) {
      for (const { refuse } of queue.expire(({ arrived }) => arrived < since)) refuse(new KmsError("requestTooMany"));
    }
    this.#begin();
  }
}
