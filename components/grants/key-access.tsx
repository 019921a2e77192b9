"use client";
import { useQuery } from "@tanstack/react-query";
import { CopyButton } from "#components/patterns/copy-button";
import { ErrorState } from "#components/patterns/error-state";
import { RowsWaiting } from "#components/patterns/rows-waiting";
import { useWorkplace } from "#components/shell/workplace";
import { asFailure } from "#lib/console/browser/as-failure";
import { keyQueries } from "#lib/console/browser/queries/query-keys";
import { queryOperation } from "#lib/console/browser/queries/query-operation";
import { accessWords, type KeyPrincipal, reasonSentence } from "#lib/console/words/access-words";

/** The operation lists no more. */
const LISTED = 1000;

/** For administrators: every principal that can use the key, with the role or grant that lets it. */
export function KeyAccess({ keyId }: { keyId: string }) {
  const { project } = useWorkplace();
  const { data, error, refetch } = useQuery({
    queryKey: keyQueries.access(project.id, keyId),
    queryFn: async ({ signal }) => (await queryOperation("listKeyAccess", project.id, { key_id: keyId }, signal)).principals,
  });
  return (
    <section aria-labelledby="key-access" className="mt-8">
      <h2 id="key-access">{accessWords.title}</h2>
      <p className="mt-0.5 mb-3 text-sm text-muted">
        {accessWords.lead} {data && data.length >= LISTED ? accessWords.truncated(data.length) : null}
      </p>
      {data ? <Principals principals={data} /> : null}
      {!data && error ? (
        <div className="panel">
          <ErrorState
            title={accessWords.errorTitle}
            message={asFailure(error).message}
            requestId={asFailure(error).requestId}
            onRetry={() => void refetch()}
          />
        </div>
      ) : null}
      {!data && !error ? <RowsWaiting label={accessWords.loading} /> : null}
    </section>
  );
}

function Principals({ principals }: { principals: readonly KeyPrincipal[] }) {
  if (principals.length === 0) return <p className="notice">{accessWords.none}</p>;
  return (
    <ul className="panel divide-y divide-line">
      {principals.map((principal) => (
        <li
          key={`${principal.type}-${principal.id}`}
          className="grid gap-x-6 gap-y-1 px-4 py-3 md:grid-cols-[minmax(0,16rem)_minmax(0,1fr)]"
        >
          <div className="min-w-0">
            <p className="font-semibold wrap-anywhere">{principal.name || accessWords.outside}</p>
            <p className="flex items-center gap-1 text-xs text-muted">
              {accessWords.types[principal.type]}
              <span className="mono cell-id-text" title={principal.id}>
                {principal.id}
              </span>
              <CopyButton text={principal.id} what="ID" />
            </p>
          </div>
          <ul className="grid content-start gap-1 text-sm">
            {principal.reasons.map((reason) => {
              const sentence = reasonSentence(reason, principal.type === "domain");
              return <li key={reason.kind === "grant" ? reason.grant_id : sentence}>{sentence}</li>;
            })}
            {principal.enabled ? null : <li className="text-caution">{accessWords.disabled}</li>}
          </ul>
        </li>
      ))}
    </ul>
  );
}
