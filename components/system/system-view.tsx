"use client";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ErrorState } from "#components/patterns/error-state";
import { Health } from "#components/patterns/health";
import { useWorkplace } from "#components/shell/workplace";
import { JobsTable } from "#components/system/jobs-table";
import { asFailure } from "#lib/console/browser/as-failure";
import { systemQueries } from "#lib/console/browser/queries/query-keys";
import { queryOperation } from "#lib/console/browser/queries/query-operation";
import { shellWords } from "#lib/console/words/shell-words";
import { systemWords } from "#lib/console/words/system-words";
import { words } from "#lib/console/words/words";
import type { ReplyOf } from "#lib/wire/catalog";

const REFRESH_MS = 10_000;

/** What the installation is made of, asked anew while the page is looked at. */
export function SystemView() {
  const { project } = useWorkplace();
  const { data, error, refetch } = useQuery({
    queryKey: systemQueries.status(project.id),
    queryFn: ({ signal }) => queryOperation("describeSystem", project.id, {}, signal),
    refetchInterval: REFRESH_MS,
  });
  if (error) {
    const failure = asFailure(error);
    return <ErrorState title={systemWords.error} message={failure.message} requestId={failure.requestId} onRetry={() => void refetch()} />;
  }
  return (
    <>
      <h1>{systemWords.title}</h1>
      <p className="mt-1 text-muted">{systemWords.lead}</p>
      {data ? <System system={data} /> : null}
    </>
  );
}

function System({ system }: { system: ReplyOf<"describeSystem"> }) {
  const { hsm, database } = system;
  return (
    <>
      <Facts
        title={systemWords.hsm}
        facts={[
          [systemWords.status, <Health key="status" status={hsm.status} />],
          [systemWords.label, hsm.label],
          [systemWords.manufacturer, hsm.manufacturer],
          [systemWords.model, hsm.model],
          [systemWords.serial, hsm.serial_number],
          [systemWords.library, hsm.library],
          [systemWords.oaep, systemWords.oaepPlaces[hsm.oaep_sha256]],
        ]}
      />
      <Facts title={systemWords.database} facts={[[systemWords.status, <Health key="status" status={database.status} />]]} />
      <JobsTable jobs={system.jobs} />
      <Facts
        title={systemWords.quotas}
        facts={[
          [shellWords.keys, systemWords.keysUsed(system.keys_used, system.key_quota)],
          [systemWords.grantsTitle, systemWords.grants(system.grant_quota)],
          [systemWords.version, `${words.product} ${system.version}`],
        ]}
      />
      <h2 className="mt-8 mb-3">{systemWords.security}</h2>
      <ul className="panel grid list-disc gap-2 py-4 pr-5 pl-9 text-sm">
        {[
          ...systemWords.statements.common,
          systemWords.statements[hsm.oaep_sha256],
          systemWords.statements.imports(hsm.imports_in_token),
        ].map((statement) => (
          <li key={statement}>{statement}</li>
        ))}
      </ul>
    </>
  );
}

function Facts({ title, facts }: { title: string; facts: readonly (readonly [label: string, value: ReactNode])[] }) {
  return (
    <section aria-label={title}>
      <h2 className="mt-8 mb-3">{title}</h2>
      <dl className="panel facts p-5">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd className="wrap-anywhere">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
