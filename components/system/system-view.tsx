"use client";
import { useQuery } from "@tanstack/react-query";
import { Fragment } from "react";
import { Banner } from "#components/patterns/banner";
import { ErrorState } from "#components/patterns/error-state";
import { Health } from "#components/patterns/health";
import { PageHead } from "#components/patterns/page-head";
import { useWorkplace } from "#components/shell/workplace";
import { AuditLogPart } from "#components/system/audit-log-part";
import { ForwardingTable } from "#components/system/forwarding-table";
import { JobsTable } from "#components/system/jobs-table";
import { Part } from "#components/system/part";
import { asFailure } from "#lib/console/browser/as-failure";
import { logIncidents } from "#lib/console/browser/overview/incidents";
import { systemQueries } from "#lib/console/browser/queries/query-keys";
import { queryOperation } from "#lib/console/browser/queries/query-operation";
import { isSoftwareToken } from "#lib/console/browser/software-token";
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
      <PageHead title={systemWords.title} hint={systemWords.lead} />
      {data ? <System system={data} /> : null}
    </>
  );
}

function System({ system }: { system: ReplyOf<"describeSystem"> }) {
  const { hsm, audit_log: log } = system;
  const isSoftware = isSoftwareToken(hsm);
  const parts = [
    { name: "token", isWrong: false, part: <TokenPart hsm={hsm} /> },
    { name: "database", isWrong: hasOtherRows(system), part: <DatabasePart system={system} /> },
    { name: "log", isWrong: logIncidents(log).length > 0, part: <AuditLogPart log={log} /> },
  ];
  return (
    <>
      {/* Where somebody has changed something, that comes before all else. */}
      {parts
        .toSorted((one, other) => Number(other.isWrong) - Number(one.isWrong))
        .map(({ name, part }) => (
          <Fragment key={name}>{part}</Fragment>
        ))}
      <JobsTable jobs={system.jobs} />
      <ForwardingTable forwarding={system.forwarding} />
      <Part
        title={systemWords.quotas}
        facts={[
          [shellWords.keys, systemWords.keysUsed(system.keys_used, system.key_quota)],
          [systemWords.grantsTitle, systemWords.grants(system.grant_quota)],
          [systemWords.version, `${words.product} ${system.version}`],
        ]}
      />
      <section aria-label={systemWords.security} className="section system-part">
        <h2>{systemWords.security}</h2>
        <ul className="system-statements">
          {[
            ...(isSoftware ? [systemWords.statements.software] : []),
            ...systemWords.statements.common,
            systemWords.statements[hsm.oaep_sha256],
            systemWords.statements.imports(hsm.imports_in_token),
          ].map((statement) => (
            <li key={statement}>{statement}</li>
          ))}
        </ul>
      </section>
    </>
  );
}

function TokenPart({ hsm }: Pick<ReplyOf<"describeSystem">, "hsm">) {
  const isSoftware = isSoftwareToken(hsm);
  return (
    <Part
      title={isSoftware ? systemWords.softwareToken : systemWords.hsm}
      note={isSoftware ? <Banner tone="caution">{systemWords.softwareTokenWarning}</Banner> : null}
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
  );
}

function hasOtherRows({ altered_rows, schema_differences }: ReplyOf<"describeSystem">): boolean {
  return altered_rows > 0 || schema_differences.length > 0;
}

function DatabasePart({ system }: { system: ReplyOf<"describeSystem"> }) {
  const { database, database_roles: roles, schema_differences: differences, altered_rows: altered, mark_kept: isMarkKept } = system;
  const notes = [
    ...(altered === 0
      ? []
      : [
          <Banner key="rows" tone="danger">
            {systemWords.rowsWarning(altered)}
          </Banner>,
        ]),
    ...differences.map((difference) => (
      <Banner key={difference} tone="danger">
        {systemWords.schemaWarning(difference)}
      </Banner>
    )),
    ...(roles === "owner_only"
      ? [
          <Banner key="roles" tone="caution">
            {systemWords.ownerOnlyWarning}
          </Banner>,
        ]
      : []),
  ];
  return (
    <Part
      title={systemWords.database}
      note={notes.length > 0 ? notes : null}
      facts={[
        [systemWords.status, <Health key="status" status={database.status} />],
        [systemWords.roles, systemWords.rolesOf[roles]],
        [systemWords.schema, differences.length === 0 ? systemWords.schemaIsWell : systemWords.schemaDiffers(differences.length)],
        [systemWords.rows, altered === 0 ? systemWords.rowsAreWell : systemWords.rowsAltered(altered)],
        [systemWords.mark, isMarkKept ? systemWords.markKept : systemWords.markNotKept],
      ]}
    />
  );
}
