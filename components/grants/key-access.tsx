"use client";
import { useQuery } from "@tanstack/react-query";
import { Asked } from "#components/patterns/asked";
import { CopyButton } from "#components/patterns/copy-button";
import { useWorkplace } from "#components/shell/workplace";
import { keyQueries } from "#lib/console/browser/queries/query-keys";
import { queryOperation } from "#lib/console/browser/queries/query-operation";
import { accessWords, type KeyPrincipal, reasonSentence } from "#lib/console/words/access-words";

/** The operation lists no more. */
const LISTED = 1000;

/** For administrators: every principal that can use the key, with the role or grant that lets it. */
export function KeyAccess({ keyId }: { keyId: string }) {
  const { project } = useWorkplace();
  const asked = useQuery({
    queryKey: keyQueries.access(project.id, keyId),
    queryFn: async ({ signal }) => (await queryOperation("listKeyAccess", project.id, { key_id: keyId }, signal)).principals,
  });
  const { data } = asked;
  return (
    <section aria-labelledby="key-access" className="panel-part">
      <h2 id="key-access">{accessWords.title}</h2>
      <p className="hint">
        {accessWords.lead} {data && data.length >= LISTED ? accessWords.truncated(data.length) : null}
      </p>
      <Asked asked={asked} words={accessWords}>
        {(principals) => <Principals principals={principals} />}
      </Asked>
    </section>
  );
}

function Principals({ principals }: { principals: readonly KeyPrincipal[] }) {
  if (principals.length === 0) return <p className="empty-line dense muted">{accessWords.none}</p>;
  return (
    <ul className="access-list">
      {principals.map((principal) => (
        <li key={`${principal.type}-${principal.id}`}>
          <div className="min-w-0">
            <p className="strong wrap-anywhere">{principal.name || accessWords.outside}</p>
            <p className="id-cell hint">
              {accessWords.types[principal.type]}
              <span className="mono cut" data-whole={principal.id}>
                {principal.id}
              </span>
              <CopyButton text={principal.id} what={accessWords.id} />
            </p>
          </div>
          <ul className="grid content-start gap-1 min-w-0">
            {principal.reasons.map((reason) => {
              const sentence = reasonSentence(reason, principal.type === "domain");
              return (
                <li key={reason.kind === "grant" ? reason.grant_id : sentence} className="wrap-anywhere">
                  {sentence}
                </li>
              );
            })}
            {principal.enabled ? null : <li className="is-caution">{accessWords.disabled}</li>}
          </ul>
        </li>
      ))}
    </ul>
  );
}
