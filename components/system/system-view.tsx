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
    return <ErrorState title={words.system.error} message={failure.message} requestId={failure.requestId} onRetry={() => void refetch()} />;
  }
  return (
    <>
      <h1>{words.system.title}</h1>
      <p className="mt-1 text-muted">{words.system.lead}</p>
      {data ? <System system={data} /> : null}
    </>
  );
}

function System({ system }: { system: ReplyOf<"describeSystem"> }) {
  const { hsm, database } = system;
  return (
    <>
      <Facts
        title={words.system.hsm}
        facts={[
          [words.system.status, <Health key="status" status={hsm.status} />],
          [words.system.label, hsm.label],
          [words.system.manufacturer, hsm.manufacturer],
          [words.system.model, hsm.model],
          [words.system.serial, hsm.serial_number],
          [words.system.library, hsm.library],
          [words.system.oaep, words.system.oaepPlaces[hsm.oaep_sha256]],
        ]}
      />
      <Facts title={words.system.database} facts={[[words.system.status, <Health key="status" status={database.status} />]]} />
      <JobsTable jobs={system.jobs} />
      <Facts
        title={words.system.quotas}
        facts={[
          [words.shell.keys, words.system.keysUsed(system.keys_used, system.key_quota)],
          [words.system.grantsTitle, words.system.grants(system.grant_quota)],
          [words.system.version, `${words.product} ${system.version}`],
        ]}
      />
      <h2 className="mt-8 mb-3">{words.system.security}</h2>
      <ul className="panel grid list-disc gap-2 py-4 pr-5 pl-9 text-sm">
        {[
          ...words.system.statements.common,
          words.system.statements[hsm.oaep_sha256],
          words.system.statements.imports(hsm.imports_in_token),
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
