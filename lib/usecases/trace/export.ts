/**
 * Exports traces of any number, page by page, so that memory stays flat. Invariants: what was written after the export began is not in it;
 * it ends within an hour, and within half a minute after its caller lost the right to it; and an account has three under way at most, in
 * each worker.
 */
import { KmsError } from "#lib/domain/errors";
import { type TraceFilter, type TraceRecord, toTraceRecord } from "#lib/domain/trace";
import { listTraces } from "#lib/store/traces/list-traces";
import type { Context, ProjectUseCase } from "../use-case";
import { readFilter, trailOf } from "./trail";

const PAGE = 1_000;
const AT_ONCE = 3;
const CONFIRM_MS = 15_000;
const LONGEST_MS = 3_600_000;
/** An export that nobody has begun to take gives its place back. */
const UNTAKEN_MS = 30_000;

const UNDER_WAY = new Map<string, number>();

export const exportTraces: ProjectUseCase<"exportTraces"> = {
  subject: "project",
  run({ format = "ndjson", ...given }, context) {
    const filter = readFilter(given);
    const leave = enter(context.caller.accountId);
    return { format, pages: takenInTime(readPages({ ...filter, to: earlier(filter.to, context.now()) }, context), leave) };
  },
};

async function* readPages(filter: TraceFilter, context: Context): AsyncGenerator<readonly TraceRecord[]> {
  const trail = trailOf(context);
  const begun = performance.now();
  let confirmed = begun;
  let marker: string | null = "";
  while (marker !== null) {
    const now = performance.now();
    if (now - begun > LONGEST_MS) throw new KmsError("tooLate");
    if (now - confirmed > CONFIRM_MS) {
      await context.confirmAgain();
      confirmed = now;
    }
    const page = await listTraces(context.store, trail, filter, { marker, limit: PAGE });
    if (page.traces.length > 0) yield page.traces.map(toTraceRecord);
    marker = page.nextMarker;
  }
}

/** Gives the place back when the pages end, in whatever way, or are not begun to be taken. */
function takenInTime(pages: AsyncGenerator<readonly TraceRecord[]>, leave: () => void): AsyncIterable<readonly TraceRecord[]> {
  let isTaken = false;
  const timer = setTimeout(() => {
    if (!isTaken) leave();
  }, UNTAKEN_MS).unref();
  return {
    async *[Symbol.asyncIterator]() {
      isTaken = true;
      clearTimeout(timer);
      try {
        yield* pages;
      } finally {
        leave();
      }
    },
  };
}

/** @throws KmsError `exportsTooMany` */
function enter(accountId: string): () => void {
  const underWay = UNDER_WAY.get(accountId) ?? 0;
  if (underWay >= AT_ONCE) throw new KmsError("exportsTooMany");
  UNDER_WAY.set(accountId, underWay + 1);
  let hasLeft = false;
  return () => {
    if (hasLeft) return;
    hasLeft = true;
    const left = (UNDER_WAY.get(accountId) ?? 1) - 1;
    if (left === 0) UNDER_WAY.delete(accountId);
    else UNDER_WAY.set(accountId, left);
  };
}

function earlier(to: Date | undefined, now: Date): Date {
  return to === undefined || to.getTime() > now.getTime() ? now : to;
}
