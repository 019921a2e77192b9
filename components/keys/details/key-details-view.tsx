"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { KeyMenu, LikelyButton } from "#components/keys/actions/key-menu";
import { BackToKeys } from "#components/keys/details/back-to-keys";
import { EditableText } from "#components/keys/details/editable-text";
import { KeyFacts } from "#components/keys/details/key-facts";
import { KeyTabs } from "#components/keys/details/key-tabs";
import { KEY_REFRESH_MS } from "#components/keys/details/use-belongings";
import { type ChangeRequest, KeyDialogs, toChangeRequest } from "#components/keys/dialogs/key-dialogs";
import { UseKeyButton } from "#components/keys/use/use-key-button";
import { ErrorState } from "#components/patterns/error-state";
import { KeyState } from "#components/patterns/key-state";
import { ReplacementNotice } from "#components/rotation/replacement-notice";
import { useWorkplace } from "#components/shell/workplace";
import { asFailure } from "#lib/console/browser/as-failure";
import { keyQueries } from "#lib/console/browser/queries/query-keys";
import { queryOperation } from "#lib/console/browser/queries/query-operation";
import { shadowWords } from "#lib/console/words/key-use-words";
import { listWords } from "#lib/console/words/list-words";
import { words } from "#lib/console/words/words";

const noOutcome = () => {};

/** A key: its head with what can be edited, what may be done with it, and its tabs, each with its URL. */
export function KeyDetailsView({ keyId }: { keyId: string }) {
  const { project } = useWorkplace();
  const router = useRouter();
  const [change, setChange] = useState<ChangeRequest | null>(null);
  const {
    data: key,
    error,
    refetch,
  } = useQuery({
    queryKey: keyQueries.details(project.id, keyId),
    queryFn: async ({ signal }) => (await queryOperation("describeKey", project.id, { key_id: keyId }, signal)).key_info,
    refetchInterval: KEY_REFRESH_MS,
  });
  const failure = error ? asFailure(error) : null;
  const isGone = failure?.status === 404 || failure?.status === 403;
  // The page on the server knows what became of it: destroyed, never there, or no longer for this person.
  useEffect(() => {
    if (isGone) router.refresh();
  }, [isGone, router]);
  if (!key || isGone) {
    if (!failure) return null;
    return (
      <ErrorState title={words.failures.keyTitle} message={failure.message} requestId={failure.requestId} onRetry={() => void refetch()} />
    );
  }
  const ask = (kind: Parameters<typeof toChangeRequest>[0]) => setChange(toChangeRequest(kind, key));
  return (
    <>
      <div className="head head-key">
        <div className="head-text">
          <BackToKeys />
          <div className="head-title">
            <EditableText item={key} field="alias" />
            <KeyState wire={key.key_state} />
            {key.shadow_disable_until ? (
              <span className="badge" data-tip={shadowWords.badgeTip}>
                {shadowWords.badge}
              </span>
            ) : null}
            {key.default_key_flag === "1" ? <span className="badge">{listWords.defaultBadge}</span> : null}
          </div>
          <div className="head-sub">
            <EditableText item={key} field="description" />
          </div>
        </div>
        <div className="head-actions">
          <UseKeyButton item={key} />
          <LikelyButton item={key} onChange={ask} />
          <KeyMenu item={key} onChange={ask} />
        </div>
      </div>
      <ReplacementNotice item={key} />
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
