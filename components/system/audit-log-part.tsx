"use client";
import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { CopyButton } from "#components/patterns/copy-button";
import { Health } from "#components/patterns/health";
import { Time } from "#components/patterns/time";
import { useWorkplace } from "#components/shell/workplace";
import { IncidentList } from "#components/system/incident-list";
import { Part } from "#components/system/part";
import { Button } from "#components/ui/button";
import { useToasts } from "#components/ui/toasts";
import { asFailure } from "#lib/console/browser/as-failure";
import { saveFile } from "#lib/console/browser/files/save-file";
import { type AuditLog, logIncidents, logState } from "#lib/console/browser/overview/incidents";
import { systemQueries } from "#lib/console/browser/queries/query-keys";
import { queryOperation } from "#lib/console/browser/queries/query-operation";
import { systemWords } from "#lib/console/words/system-words";
import { logWords } from "#lib/console/words/traces/log-words";

/** So many characters of a root are enough for eyes to compare. */
const ROOT_SHOWN = 12;

/** The sealed log: how far it goes, what was verified of it, and whose key signs it. */
export function AuditLogPart({ log }: { log: AuditLog }) {
  const { checkpoint, verification, lag_ms, witnesses } = log;
  const incidents = logIncidents(log);
  const state = logState(log);
  return (
    <Part
      title={logWords.title}
      lead={logWords.lead}
      note={
        incidents.length > 0 ? (
          <IncidentList sentences={incidents} more={logWords.more} advice={log.broken === "" ? logWords.advice : logWords.adviceBroken} />
        ) : null
      }
      facts={[
        [systemWords.status, <Health key="status" status={state.isWell ? "ok" : "failing"} label={state.text} />],
        [logWords.checkpoint, <Checkpoint key="checkpoint" checkpoint={checkpoint} />],
        [logWords.lag, lag_ms === 0 ? logWords.nothingWaits : logWords.waits(lag_ms)],
        [logWords.verification, <Verification key="verification" verification={verification} />],
        [logWords.origin, <Origin key="origin" checkpoint={checkpoint} />],
        [logWords.key, <AuditKey key="key" />],
        ...(witnesses.length === 0 ? [] : [[logWords.witnesses, <Witnesses key="witnesses" witnesses={witnesses} />] as const]),
      ]}
    />
  );
}

function Checkpoint({ checkpoint }: Pick<AuditLog, "checkpoint">) {
  if (checkpoint === null) return <span className="faint">{logWords.noCheckpoint}</span>;
  const { size, root, time } = checkpoint;
  return (
    <span className="system-line">
      <span>{logWords.size(size)}</span>
      <span className="sheet-id">
        {logWords.root} <code data-tip={root}>{root.slice(0, ROOT_SHOWN)}…</code>
        <CopyButton text={root} what={logWords.root} />
      </span>
      <span className="muted">
        <Time milliseconds={time} isFocusable />
      </span>
    </span>
  );
}

function Verification({ verification }: Pick<AuditLog, "verification">) {
  if (verification === null) return <span className="faint">{logWords.notVerified}</span>;
  const { begins, ends, wrong, time } = verification;
  return (
    <span className="system-line">
      <span>
        {logWords.verified(begins, ends)}: {logWords.wrong(wrong)}
      </span>
      <span className="muted">
        <Time milliseconds={time} isFocusable />
      </span>
    </span>
  );
}

function Origin({ checkpoint }: Pick<AuditLog, "checkpoint">) {
  if (checkpoint === null) return <span className="faint">{logWords.noCheckpoint}</span>;
  return (
    <span className="system-line">
      <span className="sheet-id">
        <code>{checkpoint.origin}</code>
        <CopyButton text={checkpoint.origin} what={logWords.origin} />
      </span>
      <span className="muted">{logWords.incarnation(checkpoint.incarnation)}</span>
    </span>
  );
}

/** From the token itself, once: it changes with the token alone. */
function AuditKey() {
  const { project } = useWorkplace();
  const toasts = useToasts();
  const { data, error } = useQuery({
    queryKey: systemQueries.auditKey(project.id),
    queryFn: ({ signal }) => queryOperation("showAuditKey", project.id, {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (error) return `${logWords.keyFailed} ${asFailure(error).message}`;
  if (!data) return <span className="faint">{logWords.loading}</span>;
  const save = () => {
    const file = `audit-key-${data.key_id}.pem`;
    saveFile(file, "application/octet-stream", data.pem);
    toasts.success({ text: logWords.downloaded(file) });
  };
  return (
    <span className="grid gap-1">
      <span className="system-line">
        <span className="sheet-id">
          {logWords.keyId} <code>{data.key_id}</code>
          <CopyButton text={data.key_id} what={logWords.keyId} />
        </span>
        <Button size="s" onClick={save}>
          <Download className="i i-s" aria-hidden />
          {logWords.download}
        </Button>
      </span>
      <span className="hint">{logWords.keyHint}</span>
    </span>
  );
}

function Witnesses({ witnesses }: { witnesses: AuditLog["witnesses"] }) {
  return (
    <ul className="grid gap-1">
      {witnesses.map(({ name, size, cosigned_at, failures_in_a_row, failure, incident }) => {
        const isFailing = failures_in_a_row > 0 || incident !== "";
        return (
          <li key={name} className="system-line">
            <Health status={isFailing ? "failing" : "ok"} label={name} />
            <span className="muted">
              {size === null ? logWords.notCosigned : logWords.cosigned(size)}{" "}
              {cosigned_at ? <Time milliseconds={cosigned_at} isFocusable /> : null}
            </span>
            {failures_in_a_row > 0 ? (
              <span className="wrap-anywhere">
                {logWords.failing(failures_in_a_row)}
                {failure ? `: ${failure}` : ""}
              </span>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}
