/** Shows the last checkpoint of the sealed log and, where that is asked for, that it grew out of one that somebody has kept. */
import { readProof } from "#lib/audit/seal/log-tree";
import { parseCheckpoint } from "#lib/audit/verify/checkpoint";
import { formatConsistency } from "#lib/audit/verify/consistency";
import { consistencyPlan } from "#lib/audit/verify/plan";
import { KmsError } from "#lib/domain/errors";
import type { ConsistencyProof } from "#lib/operations/trace-operations";
import type { Context, ProjectUseCase } from "../use-case";
import { findLastCheckpoint, type LastCheckpoint, runIn, waitUntilSealed } from "./sealed";

export const showCheckpoint: ProjectUseCase<"showCheckpoint"> = {
  subject: "project",
  async run({ since }, context) {
    const last = await waitUntilSealed(() => findLastCheckpoint(context), context);
    const { stored, signed } = last;
    const { origin, note } = parseCheckpoint(Buffer.from(stored.text));
    return {
      checkpoint: stored.text,
      origin,
      incarnation: signed.incarnation,
      size: signed.size,
      root: signed.root,
      time: stored.at,
      cosignatures: note.signatures
        .filter(({ name }) => name !== origin)
        .map(({ name, keyId, bytes }) => ({ name, keyId, signature: bytes })),
      consistency: since === undefined ? null : await proveConsistency(since, last, context),
    };
  },
};

/** @throws KmsError `sinceBeyondLog`; `logNotAsSealed` where tiles are missing */
async function proveConsistency(since: number, { stored, signed }: LastCheckpoint, { store }: Context): Promise<ConsistencyProof> {
  const { size } = signed;
  if (since > size) {
    throw new KmsError("sinceBeyondLog", {
      field: "since",
      message: `since is ${since}, and the log has ${size} rows. Where a checkpoint of it was larger, the log was rolled back.`,
    });
  }
  const proof = await readProof(runIn(store), consistencyPlan(since, size));
  if (proof === null) throw new KmsError("logNotAsSealed");
  return { since, proof, text: formatConsistency(since, proof, stored.text) };
}
