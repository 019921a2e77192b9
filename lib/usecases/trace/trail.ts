/** Whose traces a call may show, and which span of time is meant. */
import { toPlainAddress } from "#lib/base/network";
import { KmsError } from "#lib/domain/errors";
import type { TraceFilter } from "#lib/domain/trace";
import type { Trail } from "#lib/store/traces/list-traces";
import type { Context } from "../use-case";

/** What `perform` has let the call see, and nothing else. */
export function trailOf({ caller, projectId, reach, rights }: Pick<Context, "caller" | "projectId" | "reach" | "rights">): Trail {
  return {
    accountId: caller.accountId,
    projectId: reach.project ? projectId : null,
    withAccount: reach.account && (!reach.project || !rights.isLimited),
    limit: reach.project ? rights.limit() : null,
  };
}

/** The filter with its address in the form that traces have. @throws KmsError `traceTimesInvalid` */
export function readFilter(filter: TraceFilter): TraceFilter {
  requireSpan(filter);
  return filter.ip === undefined ? filter : { ...filter, ip: toPlainAddress(filter.ip) ?? filter.ip };
}

/** @throws KmsError `traceTimesInvalid` where the span has no time in it */
export function requireSpan({ from, to }: TraceFilter): void {
  if (from !== undefined && to !== undefined && from.getTime() >= to.getTime()) throw new KmsError("traceTimesInvalid");
}
