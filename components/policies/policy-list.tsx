"use client";
import { Plus } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useMemo, useRef, useState } from "react";
import { SearchBox, useSearchText } from "#components/identity/search-box";
import type { Column } from "#components/patterns/data-table/column";
import { DataTable } from "#components/patterns/data-table/data-table";
import { EmptyState } from "#components/patterns/empty-state";
import { ErrorState } from "#components/patterns/error-state";
import { SegmentedChoice } from "#components/patterns/form/segmented-choice";
import { MiddleCut } from "#components/patterns/middle-cut";
import { PageHead } from "#components/patterns/page-head";
import { RowsWaiting } from "#components/patterns/rows-waiting";
import { Time } from "#components/patterns/time";
import { useAssignments, usePolicies } from "#components/policies/use-policies";
import { usePlace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { asFailure } from "#lib/console/browser/as-failure";
import { filterPolicies, type PolicyItem, type PolicyKind, policyPath } from "#lib/console/browser/policy/policy-items";
import { useShortcuts } from "#lib/console/browser/use-shortcuts";
import { useWanted } from "#lib/console/browser/wanted";
import { policyWords } from "#lib/console/words/policies/policy-words";
import { tryWords } from "#lib/console/words/policies/try-words";

const TryDialog = dynamic(() => import("#components/policies/try/try-dialog"), { ssr: false });
const CreatePolicyDialog = dynamic(() => import("#components/policies/create-policy-dialog"), { ssr: false });

/** System roles and the account's own policies. */
export function PolicyList() {
  const { mayDoInAccount } = usePlace();
  const [isCreating, setCreating] = useState(false);
  const [isTrying, setTrying] = useState(false);
  const [text, setText] = useSearchText();
  const [kind, setKind] = useState<PolicyKind | "all">("all");
  const searchBox = useRef<HTMLInputElement>(null);
  const createReason = mayDoInAccount.includes("createPolicy") ? null : policyWords.forbidden;
  useShortcuts(
    useMemo(
      () => ({ "/": () => searchBox.current?.focus(), c: () => (createReason === null ? setCreating(true) : undefined) }),
      [createReason],
    ),
  );
  useWanted(useMemo(() => ({ "create-policy": () => setCreating(true) }), []));
  const { data: policies, error, refetch } = usePolicies();
  const assignments = useAssignments({});
  const shown = useMemo(() => filterPolicies(policies ?? [], { text, kind }), [policies, text, kind]);
  const references = useMemo(() => {
    if (!assignments.data) return null;
    const counts = new Map<string, number>();
    for (const { policyId } of assignments.data) counts.set(policyId, (counts.get(policyId) ?? 0) + 1);
    return counts;
  }, [assignments.data]);
  const failure = !policies && error ? asFailure(error) : null;
  return (
    <>
      <PageHead title={policyWords.title}>
        <Button onClick={() => setTrying(true)}>{tryWords.title}</Button>
        <Button kind="primary" reason={createReason} aria-keyshortcuts="c" onClick={() => setCreating(true)}>
          <Plus className="i" aria-hidden />
          {policyWords.create}
        </Button>
      </PageHead>
      <p className="list-lead hint">{policyWords.lead}</p>
      <div className="tools">
        <SearchBox label={policyWords.search} hint={policyWords.searchHint} value={text} onChange={setText} inputRef={searchBox} />
        <SegmentedChoice legend={policyWords.filters.label} options={KINDS} value={kind} isSmall onChange={setKind} />
      </div>
      {failure ? (
        <ErrorState title={policyWords.error} message={failure.message} requestId={failure.requestId} onRetry={() => void refetch()} />
      ) : null}
      {!policies && !error ? (
        <div className="section">
          <RowsWaiting label={policyWords.loading} />
        </div>
      ) : null}
      {shown.length > 0 ? <Policies items={shown} references={references} /> : null}
      {policies && shown.length === 0 ? (
        text === "" && kind === "custom" ? (
          <EmptyState title={policyWords.noCustom} hint={policyWords.noCustomHint} />
        ) : (
          <EmptyState title={policyWords.noMatch} hint={policyWords.noMatchHint}>
            <Button
              onClick={() => {
                setText("");
                setKind("all");
                searchBox.current?.focus();
              }}
            >
              {policyWords.clear}
            </Button>
          </EmptyState>
        )
      ) : null}
      {isCreating ? <CreatePolicyDialog onClose={() => setCreating(false)} /> : null}
      {isTrying ? <TryDialog onClose={() => setTrying(false)} /> : null}
    </>
  );
}

const KINDS = [
  { value: "all", label: policyWords.filters.all },
  { value: "system", label: policyWords.filters.system },
  { value: "custom", label: policyWords.filters.custom },
] as const;

/** @param references by the policies' IDs; null while nobody knows */
function Policies({ items, references }: { items: readonly PolicyItem[]; references: ReadonlyMap<string, number> | null }) {
  const columns = useMemo<readonly Column<PolicyItem>[]>(() => {
    const labels = policyWords.columns;
    return [
      {
        id: "name",
        label: labels.name,
        className: "c-policy",
        narrow: "name",
        cell: ({ id, name }) => (
          <Link className="name" href={policyPath(id)} prefetch={false} aria-label={name}>
            <MiddleCut text={name} />
          </Link>
        ),
      },
      { id: "kind", label: labels.type, className: "c-policy-kind", narrow: "fact", cell: ({ kind }) => policyWords.kinds[kind] },
      {
        id: "description",
        label: labels.description,
        cell: ({ description }) => (
          <span className="cut block" data-whole={description}>
            {description}
          </span>
        ),
      },
      {
        id: "references",
        label: labels.references,
        className: "c-references",
        narrow: "aside",
        cell: ({ id }) =>
          references === null ? (
            <span className="faint">{policyWords.referencesUnknown}</span>
          ) : (
            policyWords.references(references.get(id) ?? 0)
          ),
      },
      {
        id: "changed",
        label: labels.changed,
        className: "c-made",
        cell: ({ changedAt }) => (changedAt === null ? null : <Time milliseconds={changedAt} />),
      },
    ];
  }, [references]);
  return (
    <DataTable
      label={policyWords.list}
      isPage
      className="table-lines panel-table identity-table"
      columns={columns}
      rows={items}
      rowKey={({ id }) => id}
    />
  );
}
