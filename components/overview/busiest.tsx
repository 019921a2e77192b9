"use client";
import Link from "next/link";
import type { ReactNode } from "react";
import { MiddleCut } from "#components/patterns/middle-cut";
import { useWorkplace } from "#components/shell/workplace";
import { Sparkline } from "#components/ui/chart/sparkline";
import { overviewWords } from "#lib/console/words/overview/overview-words";
import { count } from "#lib/console/words/plural";
import type { OverviewRange } from "#lib/domain/overview/overview";
import type { ReplyOf } from "#lib/wire/catalog";

type Calls = NonNullable<ReplyOf<"describeOverview">["calls"]>;

/** The busiest keys, and who calls most where that may be known; each with its course over the same time as the chart above. */
export function Busiest({ calls, range, isStale }: { calls: Calls; range: OverviewRange; isStale: boolean }) {
  const { basePath } = useWorkplace();
  return (
    <div className={isStale ? "ov-two is-stale" : "ov-two"}>
      <section aria-labelledby="overview-busiest-keys">
        <h2 id="overview-busiest-keys">{overviewWords.busiestKeys}</h2>
        {calls.keys.length === 0 ? (
          <p className="muted dense mt-2">{overviewWords.noUse}</p>
        ) : (
          <Table range={range} label={overviewWords.busiestKeys} first={overviewWords.alias}>
            {calls.keys.map((key) => (
              <tr key={key.key_id}>
                <td>
                  <Link className="name cut" href={`${basePath}/keys/${key.key_id}`} prefetch={false} aria-label={key.alias}>
                    <MiddleCut text={key.alias} />
                  </Link>
                </td>
                <Figures {...key} />
              </tr>
            ))}
          </Table>
        )}
      </section>
      {calls.callers ? (
        <section aria-labelledby="overview-busiest-callers">
          <h2 id="overview-busiest-callers">{overviewWords.busiestCallers}</h2>
          {calls.callers.length === 0 ? (
            <p className="muted dense mt-2">{overviewWords.noCallers}</p>
          ) : (
            <Table range={range} label={overviewWords.busiestCallers} first={overviewWords.caller} second={overviewWords.by}>
              {calls.callers.map((caller) => (
                <tr key={`${caller.caller_kind} ${caller.caller_id}`}>
                  <td>
                    <Caller {...caller} />
                  </td>
                  <td className="muted c-kind">{overviewWords.callerKinds[caller.caller_kind] ?? caller.caller_kind}</td>
                  <Figures {...caller} />
                </tr>
              ))}
            </Table>
          )}
        </section>
      ) : null}
    </div>
  );
}

function Caller({ caller_id: id, caller_name: given }: { caller_id: string; caller_name: string }) {
  const { basePath } = useWorkplace();
  const name = given || id;
  if (!id) return <span className="muted">{name || overviewWords.nobody}</span>;
  return (
    <Link className="name cut" href={`${basePath}/traces?${new URLSearchParams({ caller_id: id })}`} prefetch={false} aria-label={name}>
      <MiddleCut text={name} />
    </Link>
  );
}

function Figures({ calls, trend }: { calls: number; trend: readonly number[] }) {
  return (
    <>
      <td className="num">{count(calls)}</td>
      <td className="c-spark">
        <Sparkline values={trend} />
      </td>
    </>
  );
}

type TableProps = { range: OverviewRange; label: string; first: string; second?: string; children: ReactNode };

function Table({ range, label, first, second, children }: TableProps) {
  return (
    <table className="table" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{first}</th>
          {second ? (
            <th scope="col" className="c-kind">
              {second}
            </th>
          ) : null}
          <th scope="col" className="num c-num">
            {overviewWords.callsIn(range)}
          </th>
          <th scope="col" className="c-spark">
            {overviewWords.trend}
          </th>
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}
