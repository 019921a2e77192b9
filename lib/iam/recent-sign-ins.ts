/**
 * Which users signed in well lately, and from which networks: they have places of their own in the password queue. Invariants: nothing
 * is remembered that a stranger typed, only what proved right; the memory is bounded; and a pair of network and user that goes wrong
 * several times in a row loses its standing, so that no flood can use it.
 */
import { createHash } from "node:crypto";
import type { Place } from "./fair-queue";

export const LATELY_MS = 30 * 24 * 60 * 60 * 1000;
/** A sign-in makes three, one for each way to name its user. */
const PAIRS_MAX = 30_000;
const NETWORKS_MAX = 10_000;
/** Wrong tries in a row that end a pair's standing. */
const WRONG_IN_A_ROW_MAX = 5;

/** A sign-in that went well, as one process tells the others. */
export type GoodSignIn = { readonly network: string /** Names of the user, see `userKey`. */; readonly users: readonly string[] };
type Pair = { readonly network: string; readonly user: string; readonly at: number; wrongInARow: number };

/** What stands for a user as named in one of several ways: of one length, however long the name. */
export function userKey(way: "id" | "account-id" | "account-name", ...names: readonly string[]): string {
  return createHash("sha256")
    .update(JSON.stringify([way, ...names]))
    .digest("base64url");
}

/** All names that would have done for a user: whoever signed in well is known under each. */
export function userKeysOf(account: { readonly id: string; readonly name: string }, user: { readonly id: string; readonly name: string }) {
  return [userKey("id", user.id), userKey("account-id", account.id, user.name), userKey("account-name", account.name, user.name)];
}

/**
 * What stands for where a sign-in came from, as the database can tell it too.
 * @param hash SHA-256 of the network, or of the secret of a browser, which stands for itself wherever it is
 */
export function placeKey(kind: "network" | "device", hash: Uint8Array): string {
  return `${kind} ${Buffer.from(hash).toString("base64url")}`;
}

export class RecentSignIns {
  readonly #now: () => number;
  readonly #tell: (good: GoodSignIn) => void;
  readonly #pairs = new Map<string, Pair>();
  readonly #networks = new Map<string, number>();

  /**
   * @param tell is told of each sign-in that went well here, and not of those learnt from elsewhere
   * @param now ms, of a clock that does not jump
   */
  constructor(tell: (good: GoodSignIn) => void = () => {}, now: () => number = () => performance.now()) {
    this.#tell = tell;
    this.#now = now;
  }

  note(good: GoodSignIn): void {
    this.learn(good);
    this.#tell(good);
  }

  /** Of a sign-in that went well in another process. */
  learn({ network, users }: GoodSignIn): void {
    const at = this.#now();
    keep(this.#networks, network, at, NETWORKS_MAX);
    for (const user of users) keep(this.#pairs, pairKey(network, user), { network, user, at, wrongInARow: 0 }, PAIRS_MAX);
  }

  noteWrong({ network, user }: Place): void {
    const pair = this.#pairs.get(pairKey(network, user));
    if (pair === undefined) return;
    pair.wrongInARow += 1;
    if (pair.wrongInARow >= WRONG_IN_A_ROW_MAX) this.#pairs.delete(pairKey(network, user));
  }

  hasPair({ network, user }: Place): boolean {
    const pair = this.#pairs.get(pairKey(network, user));
    return pair !== undefined && this.#isLately(pair.at);
  }

  hasNetwork(network: string): boolean {
    const at = this.#networks.get(network);
    return at !== undefined && this.#isLately(at);
  }

  /** All that is remembered, the oldest first, for a process that begins. */
  list(): GoodSignIn[] {
    const known = [...this.#pairs.values()].filter(({ at }) => this.#isLately(at));
    return known.map(({ network, user }) => ({ network, users: [user] }));
  }

  #isLately(at: number): boolean {
    return this.#now() - at < LATELY_MS;
  }
}

function pairKey(network: string, user: string): string {
  return `${network} ${user}`;
}

/** What was not renewed for longest goes first. */
function keep<V>(map: Map<string, V>, key: string, value: V, max: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > max) map.delete(map.keys().next().value as string);
}
