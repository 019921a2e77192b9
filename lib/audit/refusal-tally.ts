/**
 * Counts refusals of those who are not signed in, so that what they cause leaves one row for an address and a minute, and not one for a
 * request. Invariants: a count that was taken in is given out once, unless it is put back; and however many come, from however many
 * addresses, the groups are bounded: what is beyond is counted in one group for an account, and then in one for all, under the address
 * `others`.
 */
import { networkOf } from "#lib/base/network-of";
import type { TraceRow } from "#lib/store/traces/traces";

/** How long refusals of one kind, of one address, are gathered, from the first. */
export const GATHERED_MS = 60_000;
/** Groups of strangers, and as many of known users, at a time: 256 rows a minute each at most. */
const GROUPS_MAX = 256;
/** Accounts for which what is beyond is told apart. */
const ACCOUNTS_MAX = 256;
const OTHERS = "others";

/** Refusals of one kind. It is sent between processes, so it holds plain values. */
export type Gathered = {
  /** Made from the first of them; its time is that of the last. */
  readonly row: TraceRow;
  readonly count: number;
  /** Ways to sign in that were tried, in order of their first. */
  readonly methods: readonly string[];
  /** Epoch ms of the first and the last. */
  readonly first: number;
  readonly last: number;
};

type Group = { gathered: Gathered; readonly opened: number; leftAtOnce: number };

export class RefusalTally {
  readonly #strangers = new Map<string, Group>();
  readonly #known = new Map<string, Group>();
  readonly #others = new Map<string, Group>();

  /** Counts a refusal of somebody unknown. @param now ms, of a clock that does not jump */
  countStranger(row: TraceRow, now: number): void {
    this.add({ row, count: 1, methods: methodsOf(row), first: row.time.getTime(), last: row.time.getTime() }, now);
  }

  /**
   * Counts a refusal, whoever it is about.
   * @param atOnce how many in a minute leave a row of their own; of strangers none do
   * @returns whether this one is to do so; it is not counted then
   */
  count(row: TraceRow, atOnce: number, now: number): boolean {
    if (!isKnown(row)) {
      this.countStranger(row, now);
      return false;
    }
    const first = row.time.getTime();
    const one = { row, count: 1, methods: methodsOf(row), first, last: first };
    const key = keyOf(row);
    const group = this.#known.get(key);
    if (group === undefined) {
      if (this.#known.size < GROUPS_MAX) this.#known.set(key, { gathered: { ...one, count: 0 }, opened: now, leftAtOnce: atOnce - 1 });
      else this.#addToOthers(one, now);
      return this.#known.has(key);
    }
    if (group.leftAtOnce > 0) {
      group.leftAtOnce -= 1;
      return true;
    }
    group.gathered = merge(group.gathered, one);
    return false;
  }

  /** Takes in what was counted elsewhere, or could not be written. */
  add(gathered: Gathered, now: number): void {
    const key = keyOf(gathered.row);
    const groups = gathered.row.ip === OTHERS ? this.#others : isKnown(gathered.row) ? this.#known : this.#strangers;
    const group = groups.get(key);
    if (group !== undefined) group.gathered = merge(group.gathered, gathered);
    else if (groups.size < GROUPS_MAX) groups.set(key, { gathered, opened: now, leftAtOnce: 0 });
    else this.#addToOthers(gathered, now);
  }

  /** Takes out what was gathered long enough; with no time given, all. */
  take(now: number = Number.POSITIVE_INFINITY): Gathered[] {
    const taken: Gathered[] = [];
    for (const groups of [this.#strangers, this.#known, this.#others]) {
      for (const [key, { gathered, opened }] of groups) {
        if (now - opened < GATHERED_MS) continue;
        groups.delete(key);
        if (gathered.count > 0) taken.push(gathered);
      }
    }
    return taken;
  }

  /** Takes back what could not be written: it is due at once. */
  putBack(gathered: readonly Gathered[], now: number): void {
    for (const one of gathered) this.add(one, now - GATHERED_MS);
  }

  #addToOthers(gathered: Gathered, now: number): void {
    const { row } = gathered;
    const nobody = { callerKind: "unknown", callerId: "", callerName: "", resourceId: "", accessKey: "", ip: OTHERS };
    const scrubbed = { ...gathered, row: { ...row, ...nobody, details: {} } };
    const known = keyOf(scrubbed.row);
    const key = this.#others.has(known) || this.#others.size < ACCOUNTS_MAX ? known : OTHERS;
    const group = this.#others.get(key);
    if (group === undefined) this.#others.set(key, { gathered: scrubbed, opened: now, leftAtOnce: 0 });
    else group.gathered = merge(group.gathered, scrubbed);
  }
}

/** The row that is written of refusals that were gathered. */
export function toTraceRow({ row, count, methods, first, last }: Gathered): TraceRow {
  const { method: _method, locked: _locked, ...details } = row.details;
  return {
    ...row,
    time: new Date(last),
    details: { ...details, ...(methods.length > 0 && { method: methods.join(", ") }), count, since: new Date(first).toISOString() },
  };
}

function merge(group: Gathered, other: Gathered): Gathered {
  const { row } = group;
  return {
    row: row.ip === other.row.ip ? row : { ...row, ip: networkOf(row.ip) },
    count: group.count + other.count,
    methods: [...new Set([...group.methods, ...other.methods])],
    // An empty group stands for one that had its own row.
    first: group.count === 0 ? other.first : Math.min(group.first, other.first),
    last: Math.max(group.last, other.last),
  };
}

function isKnown({ callerId, accessKey }: TraceRow): boolean {
  return callerId !== "" || accessKey !== "";
}

function keyOf({ ip, accountId, traceName, errorCode, callerId, accessKey }: TraceRow): string {
  return [networkOf(ip), accountId, traceName, errorCode, callerId, accessKey].join(" ");
}

function methodsOf({ details }: TraceRow): string[] {
  return typeof details.method === "string" ? [details.method] : [];
}
