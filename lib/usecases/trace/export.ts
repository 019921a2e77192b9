/**
 * Exports traces of any number, part by part, so that memory stays flat. Invariants: CSV has nothing that was written after the export
 * began, and lines have all that was written before and is sealed; it ends within an hour, and within half a minute after its caller lost the
 * right to it; and an account has three under way at most, in each worker.
 */
import { KmsError } from "#lib/domain/errors";
import { type TraceFilter, type TraceRecord, toTraceRecord } from "#lib/domain/trace";
import type { TraceExport } from "#lib/operations/trace-operations";
import { listTraces } from "#lib/store/traces/list-traces";
import type { Context, ProjectUseCase } from "../use-case";
import { openSealedExport } from "./sealed-export";
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
  async run({ format = "ndjson", ...given }, context) {
    const filter = readFilter(given);
    const leave = enter(context.caller.accountId);
    const limited = <T>(parts: AsyncIterable<T>) => takenInTime(confirmed(parts, context), leave);
    try {
      return await open(format, filter, context, limited);
    } catch (error) {
      leave();
      throw error;
    }
  },
};

type Limited = <T>(parts: AsyncIterable<T>) => AsyncIterable<T>;

async function open(format: TraceExport["format"], filter: TraceFilter, context: Context, limited: Limited): Promise<TraceExport> {
  if (format === "ndjson") return { format, texts: limited(await openSealedExport(filter, context)) };
  return { format, pages: limited(readPages({ ...filter, to: earlier(filter.to, context.now()) }, context)) };
}

async function* readPages(filter: TraceFilter, context: Context): AsyncGenerator<readonly TraceRecord[]> {
  const trail = trailOf(context);
  let marker: string | null = "";
  while (marker !== null) {
    const page = await listTraces(context.store, trail, filter, { marker, limit: PAGE });
    if (page.traces.length > 0) yield page.traces.map(toTraceRecord);
    marker = page.nextMarker;
  }
}

/** Before each part, as often as that is due, the right to it is looked at again. @throws KmsError `tooLate`, and as `perform` would */
async function* confirmed<T>(parts: AsyncIterable<T>, context: Pick<Context, "confirmAgain">): AsyncGenerator<T> {
  const begun = performance.now();
  let confirmedAt = begun;
  for await (const part of parts) {
    const now = performance.now();
    if (now - begun > LONGEST_MS) throw new KmsError("tooLate");
    if (now - confirmedAt > CONFIRM_MS) {
      await context.confirmAgain();
      confirmedAt = now;
    }
    yield part;
  }
}

/** Gives the place back when the parts end, in whatever way, or are not begun to be taken. */
function takenInTime<T>(parts: AsyncIterable<T>, leave: () => void): AsyncIterable<T> {
  let isTaken = false;
  const timer = setTimeout(() => {
    if (!isTaken) leave();
  }, UNTAKEN_MS).unref();
  return {
    async *[Symbol.asyncIterator]() {
      isTaken = true;
      clearTimeout(timer);
      try {
        yield* parts;
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
