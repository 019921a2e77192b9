"use client";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import dynamic from "next/dynamic";
import { useCallback, useRef, useState } from "react";
import { EmptyState } from "#components/patterns/empty-state";
import { ErrorState } from "#components/patterns/error-state";
import { PanelHead } from "#components/patterns/panel-head";
import { RowsWaiting } from "#components/patterns/rows-waiting";
import { useWorkplace } from "#components/shell/workplace";
import { TagTable } from "#components/tags/tag-table";
import { Button } from "#components/ui/button";
import { asFailure } from "#lib/console/browser/as-failure";
import { belongingsRefusal } from "#lib/console/browser/availability/key-availability";
import { TAGS_PER_KEY } from "#lib/console/browser/inputs/tag-limits";
import { keyQueries } from "#lib/console/browser/queries/query-keys";
import { queryOperation } from "#lib/console/browser/queries/query-operation";
import { defaultKeyReason } from "#lib/console/words/default-key-words";
import { tagWords } from "#lib/console/words/tag-words";
import { words } from "#lib/console/words/words";
import type { Tag } from "#lib/domain/tag";
import type { KeyDetails } from "#lib/wire/kms/key-details";

const AddTagDialog = dynamic(() => import("#components/tags/add-tag-dialog"), { ssr: false });
const EditTagDialog = dynamic(() => import("#components/tags/edit-tag-dialog"), { ssr: false });
const DeleteTagDialog = dynamic(() => import("#components/tags/delete-tag-dialog"), { ssr: false });

type Open = { readonly kind: "add" } | { readonly kind: "edit" | "delete"; readonly tag: Tag } | null;

/** The tags of a key (guide §2.6). */
export default function TagsTab({ item }: { item: KeyDetails }) {
  const { project, mayDo } = useWorkplace();
  const [open, setOpen] = useState<Open>(null);
  const addButton = useRef<HTMLButtonElement>(null);
  const ask = useCallback((kind: "edit" | "delete", tag: Tag) => setOpen({ kind, tag }), []);
  const mayList = mayDo.includes("listKeyTags");
  const { data, error, refetch } = useQuery({
    queryKey: keyQueries.tags(project.id, item.key_id),
    queryFn: async ({ signal }) => (await queryOperation("listKeyTags", project.id, { key_id: item.key_id }, signal)).tags,
    enabled: mayList,
  });
  if (!mayList) return <EmptyState title={tagWords.forbidden} hint={words.unavailable.permission} />;
  if (!data && error) {
    const failure = asFailure(error);
    if (failure.status === 403) return <EmptyState title={tagWords.forbidden} hint={failure.message} />;
    return (
      <ErrorState title={tagWords.errorTitle} message={failure.message} requestId={failure.requestId} onRetry={() => void refetch()} />
    );
  }
  const isFull = data !== undefined && data.length >= TAGS_PER_KEY;
  const addRefusal = belongingsRefusal(item, "batchKeyTags", mayDo) ?? (isFull ? tagWords.problems.full(TAGS_PER_KEY) : null);
  const close = () => setOpen(null);
  return (
    <>
      <PanelHead lead={tagWords.lead} count={data && tagWords.count(data.length, TAGS_PER_KEY)} isAtLimit={isFull}>
        <Button ref={addButton} kind="primary" reason={addRefusal} onClick={() => setOpen({ kind: "add" })}>
          <Plus className="i" aria-hidden />
          {tagWords.add}
        </Button>
      </PanelHead>
      {data ? null : <RowsWaiting label={tagWords.loading} />}
      {data && data.length > 0 ? <TagTable item={item} tags={data} onChange={ask} /> : null}
      {data?.length === 0 ? (
        <EmptyState title={tagWords.empty} hint={item.default_key_flag === "1" ? defaultKeyReason("batchKeyTags") : tagWords.emptyHint} />
      ) : null}
      {data && open?.kind === "add" ? <AddTagDialog item={item} existing={data} onClose={close} /> : null}
      {open?.kind === "edit" ? <EditTagDialog item={item} tag={open.tag} onClose={close} /> : null}
      {open?.kind === "delete" ? <DeleteTagDialog item={item} tag={open.tag} nextFocus={addButton} onClose={close} /> : null}
    </>
  );
}
