"use client";
import { Plus } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { type ReactNode, useId, useMemo, useRef, useState } from "react";
import type { Column } from "#components/patterns/data-table/column";
import { DataTable } from "#components/patterns/data-table/data-table";
import { EmptyState } from "#components/patterns/empty-state";
import { ErrorState } from "#components/patterns/error-state";
import { MiddleCut } from "#components/patterns/middle-cut";
import { RowsWaiting } from "#components/patterns/rows-waiting";
import { type NamedAttachment, useNamedAttachments } from "#components/policies/use-named-attachments";
import { usePlace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { asFailure } from "#lib/console/browser/as-failure";
import { hasDeny, type PolicyItem, policyPath } from "#lib/console/browser/policy/policy-items";
import { policyWords, scopeWords } from "#lib/console/words/policies/policy-words";

const AttachPolicyDialog = dynamic(() => import("#components/policies/attach-policy-dialog"), { ssr: false });
const DetachPolicyDialog = dynamic(() => import("#components/policies/detach-policy-dialog"), { ssr: false });

const words = policyWords.attachments;

/** The groups that have a policy, and where. */
export function AttachmentsOfPolicy({ item }: { item: PolicyItem }) {
  return (
    <Attachments
      title={words.title}
      first="group"
      of={{ policyId: item.id }}
      attaching={(close) => <AttachPolicyDialog policyId={item.id} onClose={close} />}
      empty={{ title: words.none, hint: words.noneHint }}
    />
  );
}

/** The policies that a group has, and where. */
export function AttachmentsOfGroup({ group }: { group: { readonly id: string; readonly name: string } }) {
  return (
    <Attachments
      title={words.ofGroup}
      first="policy"
      of={{ groupId: group.id }}
      attaching={(close) => <AttachPolicyDialog group={{ id: group.id, name: group.name }} onClose={close} />}
      empty={{ title: words.noPolicy, hint: words.noPolicyHint }}
    />
  );
}

type Props = {
  title: string;
  /** What the first column names: the other of the two is what the page is of. */
  first: "group" | "policy";
  of: { readonly groupId?: string; readonly policyId?: string };
  attaching: (close: () => void) => ReactNode;
  empty: { readonly title: string; readonly hint: string };
};

function Attachments({ title, first, of, attaching, empty }: Props) {
  const { mayDoInAccount } = usePlace();
  const { data, error, refetch } = useNamedAttachments(of);
  const [isAttaching, setAttaching] = useState(false);
  const [leaving, setLeaving] = useState<NamedAttachment | null>(null);
  const attachButton = useRef<HTMLButtonElement>(null);
  const titleId = useId();
  const detachRefusal = mayDoInAccount.includes("unassignRoleInProject") ? null : policyWords.forbidden;
  const columns = useMemo(() => columnsOf(first, detachRefusal, setLeaving), [first, detachRefusal]);
  const failure = error ? asFailure(error) : null;
  return (
    <section aria-labelledby={titleId} className="panel-part">
      <div className="section-head policy-section-head">
        <h2 id={titleId}>{title}</h2>
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
      {data?.length === 0 ? <EmptyState {...empty} /> : null}
      {data && data.length > 0 ? (
        <DataTable
          label={title}
          isPage
          className="table-lines panel-table"
          columns={columns}
          rows={data}
          rowKey={({ groupId, policyId, scope, projectId }) => `${groupId} ${policyId} ${scope} ${projectId}`}
        />
      ) : null}
      {isAttaching ? attaching(() => setAttaching(false)) : null}
      {leaving ? (
        <DetachPolicyDialog
          attachment={leaving}
          policyName={leaving.policyName}
          groupName={leaving.groupName}
          projectName={leaving.projectName}
          hasDeny={leaving.policy !== null && hasDeny(leaving.policy.document)}
          nextFocus={attachButton}
          onClose={() => setLeaving(null)}
        />
      ) : null}
    </section>
  );
}

function columnsOf(
  first: Props["first"],
  detachRefusal: string | null,
  onDetach: (one: NamedAttachment) => void,
): readonly Column<NamedAttachment>[] {
  return [
    {
      id: "name",
      label: words.columns[first],
      narrow: "name",
      cell: (one) => {
        const name = first === "group" ? one.groupName : one.policyName;
        return (
          <Link
            className="name"
            href={first === "group" ? `/identity/groups/${one.groupId}` : policyPath(one.policyId)}
            prefetch={false}
            aria-label={name}
          >
            <MiddleCut text={name} />
          </Link>
        );
      },
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
            aria-description={`${first === "group" ? one.groupName : one.policyName}, ${scopeWords(one.scope, one.projectName)}`}
            reason={detachRefusal}
            onClick={() => onDetach(one)}
          >
            {words.detach}
          </Button>
        </span>
      ),
    },
  ];
}
