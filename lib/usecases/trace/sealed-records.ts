/** Traces as they are shown: the record, and beside it where the sealed log has it. */
import { type SealedTrace, type Trace, toTraceRecord } from "#lib/domain/trace";
import { findLeafIndexes } from "#lib/store/audit/leaf-indexes";
import { runIn } from "../log/sealed";
import type { Context } from "../use-case";

export async function toSealedRecords(traces: readonly Trace[], { store }: Pick<Context, "store">): Promise<SealedTrace[]> {
  const indexes = await findLeafIndexes(
    runIn(store),
    traces.map(({ id }) => id),
  );
  return traces.map((trace) => ({ ...toTraceRecord(trace), leaf_index: indexes.get(trace.id) ?? null }));
}
