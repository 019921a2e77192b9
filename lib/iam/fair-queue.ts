/**
 * A queue in which networks take turns, and in each network the users that are named there, so that whoever brings many waits longest.
 * Invariants: it never holds more than its bounds; when it is full, a newcomer takes the place of whoever waits last behind most of
 * their own kind, and is refused only where nobody has more waiting than the newcomer's own.
 */
export type Place = {
  /** Who is to be treated as one; see `networkOf`. */
  readonly network: string;
  /** Whom the try names, within that network. */
  readonly user: string;
};

type Bounds = { readonly total: number; readonly perNetwork: number };

export class FairQueue<T extends Place> {
  readonly #bounds: Bounds;
  /** In the order in which their turns come. */
  readonly #networks = new Map<string, Network<T>>();
  #size = 0;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  get size(): number {
    return this.#size;
  }

  /** @returns who does not wait (any more): nobody (null), the newcomer itself, or another who made room */
  push(entry: T): T | null {
    const own = this.#networks.get(entry.network);
    if (own !== undefined && own.size >= this.#bounds.perNetwork) return this.#makeRoom(own, own.sizeOf(entry.user), entry);
    if (this.#size < this.#bounds.total) return this.#add(entry);
    const fullest = [...this.#networks.values()].reduce((most, network) => (network.size > most.size ? network : most));
    if (fullest.size <= (own?.size ?? 0) + 1) return entry;
    const evicted = this.#evictFrom(fullest);
    this.#add(entry);
    return evicted;
  }

  /** Who is next, among the networks that may go now. */
  shift(mayGo: (network: string) => boolean = () => true): T | undefined {
    for (const [name, network] of this.#networks) {
      if (!mayGo(name)) continue;
      const entry = network.shift();
      this.#networks.delete(name);
      if (network.size > 0) this.#networks.set(name, network);
      this.#size -= 1;
      return entry;
    }
    return undefined;
  }

  /** Takes out, of each user, those at the front who have waited too long. */
  expire(isOver: (entry: T) => boolean): T[] {
    const over = [...this.#networks.values()].flatMap((network) => network.expire(isOver));
    for (const { network: name } of over) if (this.#networks.get(name)?.size === 0) this.#networks.delete(name);
    this.#size -= over.length;
    return over;
  }

  #add(entry: T): null {
    const network = this.#networks.get(entry.network) ?? new Network<T>(entry.network);
    this.#networks.set(entry.network, network);
    network.add(entry);
    this.#size += 1;
    return null;
  }

  #makeRoom(network: Network<T>, ownWaiting: number, entry: T): T {
    if (network.most <= ownWaiting + 1) return entry;
    const evicted = this.#evictFrom(network);
    this.#add(entry);
    return evicted;
  }

  #evictFrom(network: Network<T>): T {
    this.#size -= 1;
    const evicted = network.evict();
    if (network.size === 0) this.#networks.delete(network.name);
    return evicted;
  }
}

/** Those of one network, by the user that they name. */
class Network<T extends Place> {
  readonly #users = new Map<string, T[]>();
  size = 0;

  constructor(readonly name: string) {}

  /** How many wait of the user of whom most do. */
  get most(): number {
    return Math.max(0, ...[...this.#users.values()].map((entries) => entries.length));
  }

  sizeOf(user: string): number {
    return this.#users.get(user)?.length ?? 0;
  }

  add(entry: T): void {
    this.#users.set(entry.user, [...(this.#users.get(entry.user) ?? []), entry]);
    this.size += 1;
  }

  shift(): T | undefined {
    for (const [user, [next, ...rest]] of this.#users) {
      this.#users.delete(user);
      if (rest.length > 0) this.#users.set(user, rest);
      this.size -= 1;
      return next;
    }
    return undefined;
  }

  expire(isOver: (entry: T) => boolean): T[] {
    const over: T[] = [];
    for (const [user, entries] of this.#users) {
      const left = entries.findIndex((entry) => !isOver(entry));
      const gone = left === -1 ? entries : entries.slice(0, left);
      over.push(...gone);
      if (left === -1) this.#users.delete(user);
      else if (gone.length > 0) this.#users.set(user, entries.slice(left));
    }
    this.size -= over.length;
    return over;
  }

  /** Takes out the last of those of whom most wait. */
  evict(): T {
    const [user, entries] = [...this.#users].reduce((most, other) => (other[1].length > most[1].length ? other : most));
    const evicted = entries.at(-1) as T;
    if (entries.length === 1) this.#users.delete(user);
    else this.#users.set(user, entries.slice(0, -1));
    this.size -= 1;
    return evicted;
  }
}
