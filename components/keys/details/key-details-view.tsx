"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { BackToKeys } from "#components/keys/details/back-to-keys";
import { EditableText } from "#components/keys/details/editable-text";
import { KeyFacts } from "#components/keys/details/key-facts";
import { KeyTabs } from "#components/keys/details/key-tabs";
import { type ChangeRequest, KeyDialogs, toChangeRequest } from "#components/keys/dialogs/key-dialogs";
import { RowOperations } from "#components/keys/list/row-operations";
import { ErrorState } from "#components/patterns/error-state";
import { KeyState } from "#components/patterns/key-state";
import { ReplacementNotice } from "#components/rotation/replacement-notice";
import { useWorkplace } from "#components/shell/workplace";
import { asFailure } from "#lib/console/browser/as-failure";
import { keyQueries } from "#lib/console/browser/queries/query-keys";
import { queryOperation } from "#lib/console/browser/queries/query-operation";
import { listWords } from "#lib/console/words/list-words";
import { words } from "#lib/console/words/words";

const noOutcome = () => {};

/** A key: its header with what can be edited, what may be done with it, and its tabs, each with its URL. */
export function KeyDetailsView({ keyId }: { keyId: string }) {
  const { project } = useWorkplace();
  const [change, setChange] = useState<ChangeRequest | null>(null);
  const {
    data: key,
    error,
    refetch,
  } = useQuery({
    queryKey: keyQueries.details(project.id, keyId),
    queryFn: async ({ signal }) => (await queryOperation("describeKey", project.id, { key_id: keyId }, signal)).key_info,
  });
  if (!key) {
    if (!error) return null;
    const failure = asFailure(error);
    return (
      <ErrorState title={words.failures.keyTitle} message={failure.message} requestId={failure.requestId} onRetry={() => void refetch()} />
    );
  }
  return (
    <>
      <BackToKeys />
      <div className="mt-1 flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
          <EditableText item={key} field="alias" />
          <KeyState wire={key.key_state} />
          {key.default_key_flag === "1" ? <span className="badge">{listWords.defaultBadge}</span> : null}
        </div>
        <div className="operations-inline">
          <RowOperations item={key} onChange={(kind, one) => setChange(toChangeRequest(kind, one))} />
        </div>
      </div>
      <ReplacementNotice keyId={keyId} />
      <KeyFacts item={key} />
      <KeyTabs item={key} />
      <KeyDialogs
        isCreating={false}
        onCreated={noOutcome}
        onCreateClose={noOutcome}
        change={change}
        onChangeClose={() => setChange(null)}
        onChanged={noOutcome}
        onChangedOne={noOutcome}
      />
    </>
  );
}
