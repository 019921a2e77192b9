"use client";
import { Plus } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useMemo, useRef, useState } from "react";
import type { Column } from "#components/patterns/data-table/column";
import { DataTable } from "#components/patterns/data-table/data-table";
import { EmptyState } from "#components/patterns/empty-state";
import { ErrorState } from "#components/patterns/error-state";
import { RowsWaiting } from "#components/patterns/rows-waiting";
import { type NamedAttachment, useNamedAttachments } from "#components/policies/use-named-attachments";
import { usePlace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { asFailure } from "#lib/console/browser/as-failure";
import { hasDeny, type PolicyItem } from "#lib/console/browser/policy/policy-items";
import { policyWords, scopeWords } from "#lib/console/words/policies/policy-words";

const AttachPolicyDialog = dynamic(() => import("#components/policies/attach-policy-dialog"), { ssr: false });
const DetachPolicyDialog = dynamic(() => import("#components/policies/detach-policy-dialog"), { ssr: false });

const words = policyWords.attachments;

/** The groups that have a policy, and where. */
export function Attachments({ item }: { item: PolicyItem }) {
  const { mayDoInAccount } = usePlace();
  const { data, error, refetch } = useNamedAttachments({ policyId: item.id });
  const [isAttaching, setAttaching] = useState(false);
  const [leaving, setLeaving] = useState<NamedAttachment | null>(null);
  const attachButton = useRef<HTMLButtonElement>(null);
  const detachRefusal = mayDoInAccount.includes("unassignRoleInProject") ? null : policyWords.forbidden;
  const columns = useMemo<readonly Column<NamedAttachment>[]>(
    () => [
      {
        id: "group",
        label: words.columns.group,
        narrow: "name",
        cell: ({ groupId, groupName }) => (
          <Link className="name cut" href={`/identity/groups/${groupId}`} prefetch={false} data-whole={groupName}>
            {groupName}
          </Link>
        ),
      },
      {
        id: "scope",
        label: words.columns.scope,
        className: "c-scope",
        narrow: "fact",
        cell: ({ scope, projectName }) => (
          <span className="cut block" data-whole={scopeWords(scope, projectName)}>
            {scopeWords(scope, projectName)}
          </span>
        ),
      },
      {
        id: "operation",
        label: words.columns.operation,
        className: "c-detach",
        narrow: "operations",
        cell: (one) => (
          <span className="cell-acts">
            <Button
              kind="quiet"
              size="s"
              className="btn-destroys"
              aria-description={`${one.groupName}, ${scopeWords(one.scope, one.projectName)}`}
              reason={detachRefusal}
              onClick={() => setLeaving(one)}
            >
              {words.detach}
            </Button>
          </span>
        ),
      },
    ],
    [detachRefusal],
  );
  const failure = error ? asFailure(error) : null;
  return (
    <section aria-labelledby="policy-attached" className="panel-part">
      <div className="section-head policy-section-head">
        <h2 id="policy-attached">{words.title}</h2>
        <Button
          ref={attachButton}
          reason={mayDoInAccount.includes("assignRoleInProject") ? null : policyWords.forbidden}
          onClick={() => setAttaching(true)}
        >
          <Plus className="i" aria-hidden />
          {policyWords.attach.title}
        </Button>
      </div>
      {failure ? (
        <ErrorState title={words.error} message={failure.message} requestId={failure.requestId} onRetry={() => void refetch()} />
      ) : null}
      {!data && !failure ? (
        <div className="section">
          <RowsWaiting label={words.loading} />
        </div>
      ) : null}
      {data?.length === 0 ? <EmptyState title={words.none} hint={words.noneHint} /> : null}
      {data && data.length > 0 ? (
        <DataTable
          label={words.table}
          isPage
          className="table-lines panel-table"
          columns={columns}
          rows={data}
          rowKey={({ groupId, scope, projectId }) => `${groupId} ${scope} ${projectId}`}
        />
      ) : null}
      {isAttaching ? <AttachPolicyDialog policyId={item.id} onClose={() => setAttaching(false)} /> : null}
      {leaving ? (
        <DetachPolicyDialog
          attachment={leaving}
          policyName={item.name}
          groupName={leaving.groupName}
          projectName={leaving.projectName}
          hasDeny={hasDeny(item.document)}
          nextFocus={attachButton}
          onClose={() => setLeaving(null)}
        />
      ) : null}
    </section>
  );
}
