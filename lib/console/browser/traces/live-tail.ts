/**
 * Traces as they come, while somebody watches. Invariants: nothing is shown twice; never more than `LIVE_MAX` are held, whatever comes; and
 * while the reader is at a row, none moves: what comes waits.
 */
import type { ReplyOf } from "#lib/wire/catalog";

export type ShownTrace = ReplyOf<"listTraces">["traces"][number];

export const LIVE_MAX = 200;

export type LiveTail = {
  /** The newest first. */
  readonly shown: readonly ShownTrace[];
  /** Come since, for when the reader wants them. */
  readonly waiting: readonly ShownTrace[];
  /** How many came that are not among those, because there were too many. */
  readonly skipped: number;
  /** Epoch milliseconds of the newest that was seen. */
  readonly newest: number;
  /** Of the newest that was let go: what is as old is not taken again. */
  readonly letGo: number;
};

export function beginTail(shown: readonly ShownTrace[], now: number): LiveTail {
  return { shown: shown.slice(0, LIVE_MAX), waiting: [], skipped: 0, newest: shown[0]?.time ?? now, letGo: 0 };
}

/**
 * @param fresh what an asking has brought, the newest first; some of it may have been seen
 * @param left how many there were besides, older than those and newer than what was seen
 * @param isHeld whether rows must stay where they are
 */
export function takeFresh(tail: LiveTail, fresh: readonly ShownTrace[], left: number, isHeld: boolean): LiveTail {
  const known = new Set([...tail.shown, ...tail.waiting].map(({ trace_id }) => trace_id));
  const news = fresh.filter(({ trace_id, time }) => time > tail.letGo && !known.has(trace_id));
  if (news.length === 0 && left === 0) return tail;
  const [waiting, letGo] = cut([...news, ...tail.waiting], tail.letGo);
  const lost = news.length + tail.waiting.length - waiting.length;
  const next = { ...tail, waiting, letGo, skipped: tail.skipped + left + lost, newest: Math.max(tail.newest, news[0]?.time ?? 0) };
  return isHeld ? next : showWaiting(next);
}

/** What waits is shown, and the oldest go. */
export function showWaiting(tail: LiveTail): LiveTail {
  const [shown, letGo] = cut([...tail.waiting, ...tail.shown], tail.letGo);
  return { ...tail, shown, waiting: [], letGo };
}

/** A trace of an earlier moment may be told of later: each takes its place. */
function cut(traces: readonly ShownTrace[], letGo: number): [readonly ShownTrace[], number] {
  const ordered = [...traces].sort((one, other) => other.time - one.time || Number(BigInt(other.trace_id) - BigInt(one.trace_id)));
  return [ordered.slice(0, LIVE_MAX), Math.max(letGo, ordered[LIVE_MAX]?.time ?? 0)];
}
