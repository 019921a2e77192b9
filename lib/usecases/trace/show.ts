/** Shows one trace by its number. */
import { KmsError } from "#lib/domain/errors";
import type { SealedTrace } from "#lib/domain/trace";
import { findTrace } from "#lib/store/traces/list-traces";
import type { ProjectUseCase } from "../use-case";
import { toSealedRecords } from "./sealed-records";
import { trailOf } from "./trail";

export const showTrace: ProjectUseCase<"showTrace"> = {
  subject: "project",
  async run({ traceId }, context) {
    const trace = await findTrace(context.store, trailOf(context), traceId);
    if (trace === null) throw new KmsError("traceNotFound");
    const [sealed] = await toSealedRecords([trace], context);
    return { trace: sealed as SealedTrace };
  },
};
