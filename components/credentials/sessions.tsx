"use client";
import { useQuery } from "@tanstack/react-query";
import { Laptop, Smartphone, Terminal } from "lucide-react";
import { useRef } from "react";
import { inMilliseconds, type OwnSession } from "#components/credentials/own-things";
import { Pane } from "#components/credentials/pane";
import { useOwnSubmission } from "#components/credentials/use-own-submission";
import type { Column } from "#components/patterns/data-table/column";
import { DataTable } from "#components/patterns/data-table/data-table";
import { FailureNotice } from "#components/patterns/failure-notice";
import { Moment } from "#components/patterns/moment";
import { Time } from "#components/patterns/time";
import { usePlace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { useToasts } from "#components/ui/toasts";
import { readAgent } from "#lib/console/browser/agent";
import { ownQueries } from "#lib/console/browser/queries/query-keys";
import { queryOwn } from "#lib/console/browser/queries/query-operation";
import { endOtherSessions, endOwnSession } from "#lib/console/server/actions/own-sessions";
import { sessionWords } from "#lib/console/words/credentials-words";
import { count } from "#lib/console/words/plural";

/** Where the person is signed in, this session first. What ends is refused at its next request. */
export function Sessions({ id }: { id: string }) {
  const { isFederated } = usePlace();
  const toasts = useToasts();
  const othersButton = useRef<HTMLButtonElement>(null);
  const { submit, isPending, failure } = useOwnSubmission();
  const asked = useQuery({
    queryKey: ownQueries.sessions,
    queryFn: async ({ signal }) => (await queryOwn("listOwnSessions", signal)).sessions,
  });
  const others = asked.data?.filter(({ is_current }) => !is_current).length;
  const end = async (session: OwnSession) => {
    if (!(await submit(() => endOwnSession(session.id)))) return;
    toasts.success({ text: sessionWords.ended });
    // The row goes, and with it the button that was pressed.
    othersButton.current?.focus();
  };
  const endOthers = async () => {
    const result = await submit(endOtherSessions);
    if (result) toasts.success({ text: sessionWords.endedOthers(result.data) });
  };
  const columns: readonly Column<OwnSession>[] = [
    { id: "browser", label: sessionWords.browser, narrow: "name", cell: (session) => <Browser session={session} /> },
    {
      id: "address",
      label: sessionWords.address,
      className: "c-144",
      narrow: "fact",
      cell: ({ ip }) => (
        <span className="mono cut block" data-whole={ip}>
          {ip}
        </span>
      ),
    },
    {
      id: "begun",
      label: sessionWords.signedIn,
      className: "c-176 hide-medium",
      cell: ({ created_at }) => <Moment milliseconds={inMilliseconds(created_at)} isShort />,
    },
    {
      id: "used",
      label: sessionWords.lastUse,
      className: "c-112",
      narrow: "aside",
      cell: ({ last_used_at }) => <Time milliseconds={inMilliseconds(last_used_at)} />,
    },
    {
      id: "operation",
      label: sessionWords.operation,
      className: "c-112",
      narrow: "operations",
      cell: (session) =>
        session.is_current ? (
          <span className="muted">{sessionWords.current}</span>
        ) : (
          <span className="cell-acts">
            <Button kind="quiet" size="s" aria-description={nameOf(session)} isPending={isPending} onClick={() => void end(session)}>
              {sessionWords.end}
            </Button>
          </span>
        ),
    },
  ];
  return (
    <Pane
      id={id}
      title={sessionWords.title}
      lead={isFederated ? sessionWords.leadAtProvider : sessionWords.lead}
      count={asked.data && count(asked.data.length)}
      asked={asked}
      actions={
        <Button ref={othersButton} reason={others === 0 ? sessionWords.noOthers : null} isPending={isPending} onClick={endOthers}>
          {sessionWords.endOthers}
        </Button>
      }
    >
      {(sessions) => (
        <>
          {failure ? <FailureNotice failure={failure} /> : null}
          <DataTable
            label={sessionWords.title}
            className="table-lines cred-table"
            columns={columns}
            rows={sessions}
            rowKey={(session) => session.id}
          />
        </>
      )}
    </Pane>
  );
}

function nameOf({ agent, source }: OwnSession): string {
  const { browser, system } = readAgent(agent);
  if (browser && system) return sessionWords.on(browser, system);
  return browser ?? system ?? (agent || (source === "api" ? sessionWords.api : sessionWords.unknown));
}

function Browser({ session }: { session: OwnSession }) {
  const { isHandheld } = readAgent(session.agent);
  const Icon = session.source === "api" ? Terminal : isHandheld ? Smartphone : Laptop;
  const name = nameOf(session);
  return (
    <span className="cell">
      <Icon className="i" aria-hidden />
      <bdi className="cut" data-whole={session.agent || name}>
        {name}
      </bdi>
      {session.source === "api" && name !== sessionWords.api ? <span className="faint">{sessionWords.api}</span> : null}
    </span>
  );
}
