/**
 * Gives the receipt of a trace: its row, the path from it to the root, and the signed checkpoint. Invariants: whoever may list a trace may have
 * its receipt, and nobody else can tell that there is one; a receipt that does not verify is not given.
 */
import { canonicalRow } from "#lib/audit/canonical-row";
import { readProof } from "#lib/audit/seal/log-tree";
import { inclusionPlan, verifyInclusion } from "#lib/audit/verify/proof";
import { formatReceipt } from "#lib/audit/verify/receipt";
import { leafHash } from "#lib/audit/verify/tree";
import { timeOfRequest } from "#lib/base/request-id";
import { KmsError } from "#lib/domain/errors";
import type { Trace, TraceFilter } from "#lib/domain/trace";
import type { InputOf, OutputOf } from "#lib/operations/catalog";
import { findCosignedFrom } from "#lib/store/audit/checkpoints";
import { findLeafIndexes } from "#lib/store/audit/leaf-indexes";
import { findTrace, listTraces } from "#lib/store/traces/list-traces";
import { findLastCheckpoint, runIn, waitUntilSealed } from "../log/sealed";
import type { Context, ProjectUseCase } from "../use-case";
import { trailOf } from "./trail";

type Input = InputOf<"showReceipt">;

/** Nearly every trace is written so soon, in ms, after its request came; that of an export may be later. */
const SOON_MS = 5 * 60_000;

export const showReceipt: ProjectUseCase<"showReceipt"> = {
  subject: "project",
  async run(input, context) {
    const trace = await findMeant(input, context);
    if (trace === null) throw new KmsError("traceNotFound");
    return proveIncluded(trace, context);
  },
};

/** @throws KmsError `parameterMissing` */
async function findMeant({ traceId, requestId }: Input, context: Context): Promise<Trace | null> {
  const trail = trailOf(context);
  if (traceId !== undefined) {
    const trace = await findTrace(context.store, trail, traceId);
    return requestId === undefined || trace?.requestId === requestId ? trace : null;
  }
  if (requestId === undefined) {
    throw new KmsError("parameterMissing", { field: "trace_id", message: "The parameter trace_id or request_id is required." });
  }
  const first = async (filter: TraceFilter) => (await listTraces(context.store, trail, filter, { marker: "", limit: 1 })).traces[0] ?? null;
  const came = timeOfRequest(requestId, context.now().getTime());
  // Of a hundred million traces the few of those minutes are read.
  const soon = came === null ? null : await first({ requestId, to: new Date(came + SOON_MS) });
  return soon ?? (await first({ requestId }));
}

/** @throws KmsError `traceNotSealed`, `logNotAsSealed` */
async function proveIncluded(trace: Trace, context: Context): Promise<OutputOf<"showReceipt">> {
  const run = runIn(context.store);
  const index = await waitUntilSealed(async () => (await findLeafIndexes(run, [trace.id])).get(trace.id) ?? null, context);
  // One that witnesses have cosigned says more than a younger one, and proves the same.
  const last = await findLastCheckpoint(context, (inList) => findCosignedFrom(inList, index + 1));
  if (last === null || index >= last.signed.size) throw new KmsError("logNotAsSealed");
  const { stored, signed } = last;
  const proof = await readProof(run, inclusionPlan(index, signed.size));
  const leaf = canonicalRow(trace);
  const bytes = Buffer.from(leaf);
  if (proof === null || !verifyInclusion({ leaf: leafHash(bytes), index, size: signed.size, proof, root: signed.root })) {
    throw new KmsError("logNotAsSealed");
  }
  return {
    traceId: String(trace.id),
    leafIndex: index,
    size: signed.size,
    leaf,
    proof,
    checkpoint: stored.text,
    checkpointTime: stored.at,
    receipt: formatReceipt({ leaf: bytes, index, proof, checkpoint: stored.text }),
  };
}
