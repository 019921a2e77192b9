/** Lists traces, the newest first, by cursor. */
import { listTraces as listStoredTraces } from "#lib/store/traces/list-traces";
import type { ProjectUseCase } from "../use-case";
import { toSealedRecords } from "./sealed-records";
import { readFilter, trailOf } from "./trail";

const DEFAULT_LIMIT = 50;

export const listTraces: ProjectUseCase<"listTraces"> = {
  subject: "project",
  async run({ marker = "", limit = DEFAULT_LIMIT, ...filter }, context) {
    const { traces, nextMarker } = await listStoredTraces(context.store, trailOf(context), readFilter(filter), { marker, limit });
    return { traces: await toSealedRecords(traces, context), nextMarker };
  },
};
