"use client";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import dynamic from "next/dynamic";
import { useRef, useState } from "react";
import { EmptyState } from "#components/patterns/empty-state";
import { ErrorState } from "#components/patterns/error-state";
import { RowsWaiting } from "#components/patterns/rows-waiting";
import { useWorkplace } from "#components/shell/workplace";
import { TagTable } from "#components/tags/tag-table";
import { Button } from "#components/ui/button";
import { asFailure } from "#lib/console/browser/as-failure";
import { belongingsRefusal } from "#lib/console/browser/availability/key-availability";
import { TAGS_PER_KEY } from "#lib/console/browser/inputs/tag-limits";
import { keyQueries } from "#lib/console/browser/queries/query-keys";
import { queryOperation } from "#lib/console/browser/queries/query-operation";
import { tagWords } from "#lib/console/words/tag-words";
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
  const { data, error, refetch } = useQuery({
    queryKey: keyQueries.tags(project.id, item.key_id),
    queryFn: async ({ signal }) => (await queryOperation("listKeyTags", project.id, { key_id: item.key_id }, signal)).tags,
  });
  if (!data) {
    if (!error) return <RowsWaiting label={tagWords.loading} />;
    const failure = asFailure(error);
    return (
      <section className="panel">
        <ErrorState title={tagWords.errorTitle} message={failure.message} requestId={failure.requestId} onRetry={() => void refetch()} />
      </section>
    );
  }
  const addRefusal =
    belongingsRefusal(item, "batchKeyTags", mayDo) ?? (data.length >= TAGS_PER_KEY ? tagWords.problems.full(TAGS_PER_KEY) : null);
  const close = () => setOpen(null);
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <p className="text-sm text-muted">
          {tagWords.lead} <span className="whitespace-nowrap">{tagWords.count(data.length, TAGS_PER_KEY)}</span>
        </p>
        <Button ref={addButton} kind="primary" reason={addRefusal} onClick={() => setOpen({ kind: "add" })}>
          <Plus size={16} aria-hidden />
          {tagWords.add}
        </Button>
      </div>
      <section className="panel">
        {data.length > 0 ? (
          <TagTable item={item} tags={data} onChange={(kind, tag) => setOpen({ kind, tag })} />
        ) : (
          <EmptyState title={tagWords.empty} hint={tagWords.emptyHint} />
        )}
      </section>
      {open?.kind === "add" ? <AddTagDialog item={item} existing={data} onClose={close} /> : null}
      {open?.kind === "edit" ? <EditTagDialog item={item} tag={open.tag} onClose={close} /> : null}
      {open?.kind === "delete" ? <DeleteTagDialog item={item} tag={open.tag} nextFocus={addButton} onClose={close} /> : null}
    </>
  );
}
