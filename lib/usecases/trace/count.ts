/** Counts traces over time, by outcome. */
import { countTraces as countStoredTraces } from "#lib/store/traces/count-traces";
import type { ProjectUseCase } from "../use-case";
import { readFilter, requireSpan, trailOf } from "./trail";

const DEFAULT_BUCKETS = 60;
const DEFAULT_SPAN_MS = 24 * 3_600_000;

export const countTraces: ProjectUseCase<"countTraces"> = {
  subject: "project",
  async run({ buckets = DEFAULT_BUCKETS, ...given }, context) {
    const filter = readFilter(given);
    // Up to now, the last millisecond with it.
    const to = filter.to ?? new Date(context.now().getTime() + 1);
    const from = filter.from ?? new Date(Math.max(0, to.getTime() - DEFAULT_SPAN_MS));
    requireSpan({ from, to });
    return await countStoredTraces(context.store, trailOf(context), filter, { from, to }, buckets);
  },
};
