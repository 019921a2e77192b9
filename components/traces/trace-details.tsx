"use client";
import Link from "next/link";
import { CopyButton } from "#components/patterns/copy-button";
import { useWorkplace } from "#components/shell/workplace";
import { CallerName } from "#components/traces/caller-name";
import { Inert } from "#components/traces/inert";
import { Pair } from "#components/traces/pair";
import { TraceOutcome } from "#components/traces/trace-outcome";
import { TraceRight } from "#components/traces/trace-right";
import { Button } from "#components/ui/button";
import { useLocalTime } from "#components/ui/chart/use-local-time";
import type { ShownTrace } from "#lib/console/browser/traces/live-tail";
import { type Narrowing, narrowed } from "#lib/console/browser/traces/narrow";
import type { TraceSearch } from "#lib/console/browser/traces/trace-search";
import { traceDetailWords as detail } from "#lib/console/words/traces/trace-detail-words";
import { wholeTime } from "#lib/console/words/traces/trace-times";
import { traceFilterWords } from "#lib/console/words/traces/trace-words";
import type { CallerKind } from "#lib/domain/trace";

type Props = { trace: ShownTrace; search: TraceSearch; basePath: string; onChange: (next: TraceSearch) => void };

/** What a trace says, for reading: each member that says something, with the way to what is like it. */
export function TraceDetails({ trace, search, basePath, onChange }: Props) {
  const { project } = useWorkplace();
  const isLocal = useLocalTime();
  const only = (by: Narrowing, label: string) => {
    const next = narrowed(search, trace, by);
    return next === null ? null : (
      <Button look="link" onClick={() => onChange(next)}>
        {label}
      </Button>
    );
  };
  const isKey = trace.resource_type === "cmk" && trace.resource_id !== "";
  const isHere = trace.project_id === project.id;
  const time = new Date(trace.time);
  return (
    <dl className="pairs">
      <Pair label={detail.outcome}>
        <TraceOutcome outcome={trace.outcome} />
        <span className="muted">{detail.meanings[trace.outcome]}</span>
        {trace.would_fail ? <span className="badge badge-caution">{detail.wouldFail}</span> : null}
      </Pair>
      {trace.error_code === "" ? null : (
        <Pair label={detail.error}>
          <code>
            <Inert text={trace.error_code} />
          </code>
        </Pair>
      )}
      <Pair label={detail.time}>
        <time dateTime={time.toISOString()} data-tip={time.toISOString()}>
          {wholeTime(trace.time, isLocal)}
        </time>
      </Pair>
      {trace.resource_id === "" && trace.resource_name === "" ? null : (
        <Pair label={detail.resource}>
          {isKey && isHere ? (
            <Link className="name wrap-anywhere" href={`${basePath}/keys/${encodeURIComponent(trace.resource_id)}`} prefetch={false}>
              <Inert text={trace.resource_name || trace.resource_id} />
            </Link>
          ) : trace.resource_name === "" ? null : (
            <Inert className="wrap-anywhere" text={trace.resource_name} />
          )}
          <span className="muted">{detail.resourceTypes[trace.resource_type] ?? <Inert text={trace.resource_type} />}</span>
          <Id id={trace.resource_id} what={detail.resourceId} />
          {only("resource", traceFilterWords.onlyResource)}
        </Pair>
      )}
      <Pair label={detail.caller}>
        <CallerName trace={trace} className="wrap-anywhere" />
        <span className="muted">{detail.callerTypes[trace.user_type as CallerKind] ?? <Inert text={trace.user_type} />}</span>
        <Id id={trace.user_id} what={detail.callerId} />
        {only("caller", traceFilterWords.onlyCaller)}
      </Pair>
      {trace.access_key === "" ? null : (
        <Pair label={detail.accessKey}>
          <Id id={trace.access_key} what={detail.accessKey} />
        </Pair>
      )}
      {trace.user_domain_id === trace.domain_id ? null : (
        <Pair label={detail.otherAccount}>
          <Id id={trace.user_domain_id} what={detail.otherAccount} />
        </Pair>
      )}
      <Pair label={detail.from}>
        {trace.ip === "" ? null : <Inert className="mono wrap-anywhere" text={trace.ip} />}
        <span className="muted">{detail.sources[trace.source] ?? <Inert text={trace.source} />}</span>
        {only("address", traceFilterWords.onlyAddress)}
      </Pair>
      <TraceRight trace={trace} grants={isKey && isHere ? `${basePath}/keys/${encodeURIComponent(trace.resource_id)}?tab=grants` : null} />
      {trace.key_version === null ? null : <Pair label={detail.keyVersion}>{trace.key_version}</Pair>}
      <Asked trace={trace} />
      {trace.request_id === "" ? null : (
        <Pair label={detail.requestId}>
          <Id id={trace.request_id} what={detail.requestId} />
          {only("request", traceFilterWords.onlyRequest)}
        </Pair>
      )}
      <Pair label={detail.traceId}>
        <Id id={trace.trace_id} what={detail.traceId} />
      </Pair>
      {trace.project_id === "" ? <Pair label={detail.project}>{detail.accountOnly}</Pair> : null}
    </dl>
  );
}

/** Settings of the call; of a change of power its whole new meaning. */
function Asked({ trace: { details } }: { trace: ShownTrace }) {
  const entries = Object.entries(details);
  if (entries.length === 0) return null;
  return (
    <Pair label={detail.asked}>
      <ul className="sheet-list">
        {entries.map(([name, value]) => (
          <li key={name}>
            <code className="wrap-anywhere">
              <Inert text={name} /> = <Inert text={String(value)} />
            </code>
          </li>
        ))}
      </ul>
    </Pair>
  );
}

function Id({ id, what }: { id: string; what: string }) {
  return id === "" ? null : (
    <span className="sheet-id">
      <code className="wrap-anywhere">
        <Inert text={id} />
      </code>
      <CopyButton text={id} what={what} />
    </span>
  );
}
