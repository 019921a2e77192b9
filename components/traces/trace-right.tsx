"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { usePlace } from "#components/shell/workplace";
import { Inert } from "#components/traces/inert";
import { Pair } from "#components/traces/pair";
import { identityQueries } from "#lib/console/browser/queries/query-keys";
import { queryOperation } from "#lib/console/browser/queries/query-operation";
import type { ShownTrace } from "#lib/console/browser/traces/live-tail";
import { rightWords, statementOf, traceDetailWords } from "#lib/console/words/traces/trace-detail-words";
import { findSystemPolicy } from "#lib/domain/policy/system-policies";

/** What the call rested on, in words, with the way to it for whoever may see it. @param grants address of the key's grants, where there is one */
export function TraceRight({ trace, grants }: { trace: ShownTrace; grants: string | null }) {
  const { accountId, mayDo, mayDoInAccount } = usePlace();
  const isStatement = trace.right_type === "statement";
  const { policyId } = statementOf(trace.right_id);
  const maySee = mayDoInAccount.includes("getPolicy");
  const { data } = useQuery({
    queryKey: identityQueries.of(accountId, "getPolicy", { role_id: policyId }),
    queryFn: ({ signal }) => queryOperation("getPolicy", null, { role_id: policyId }, signal),
    // It may have been deleted since; its ID says it then.
    enabled: isStatement && maySee,
  });
  const name = trace.right_type === "role" ? findSystemPolicy(trace.right_id)?.name : data?.role.display_name;
  const said = rightWords(trace, name ?? null);
  if (said === null) return null;
  const href =
    isStatement && data
      ? `/identity/policies/${encodeURIComponent(policyId)}`
      : trace.right_type === "grant" && mayDo.includes("listGrants")
        ? grants
        : null;
  const shown = <Inert className="wrap-anywhere" text={said.name} />;
  return (
    <Pair label={traceDetailWords.right}>
      <span className="wrap-anywhere">
        {said.before}
        {said.name === "" ? null : href === null ? (
          shown
        ) : (
          <Link className="name" href={href} prefetch={false}>
            {shown}
          </Link>
        )}
      </span>
    </Pair>
  );
}
