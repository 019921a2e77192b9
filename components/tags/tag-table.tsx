"use client";
import { useMemo } from "react";
import type { Column } from "#components/patterns/data-table/column";
import { DataTable } from "#components/patterns/data-table/data-table";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { belongingsRefusal } from "#lib/console/browser/availability/key-availability";
import { tagWords } from "#lib/console/words/tag-words";
import type { Tag } from "#lib/domain/tag";
import type { KeyDetails } from "#lib/wire/kms/key-details";

type Props = { item: KeyDetails; tags: readonly Tag[]; onChange: (kind: "edit" | "delete", tag: Tag) => void };

/** Tags by key. What is off says why. */
export function TagTable({ item, tags, onChange }: Props) {
  const { mayDo } = useWorkplace();
  const editRefusal = belongingsRefusal(item, "createKeyTag", mayDo);
  const deleteRefusal = belongingsRefusal(item, "deleteKeyTag", mayDo);
  const columns = useMemo<readonly Column<Tag>[]>(
    () => [
      { id: "key", label: tagWords.key, narrow: "name", cell: ({ key }) => <Whole text={key} className="strong" /> },
      {
        id: "value",
        label: tagWords.value,
        narrow: "fact",
        cell: ({ value }) => (value === "" ? <span className="faint">{tagWords.noValue}</span> : <Whole text={value} />),
      },
      {
        id: "operation",
        label: tagWords.operation,
        className: "c-operations",
        narrow: "operations",
        cell: (tag) => (
          <span className="cell-acts">
            <Button kind="quiet" size="s" aria-description={tag.key} reason={editRefusal} onClick={() => onChange("edit", tag)}>
              {tagWords.edit}
            </Button>
            <Button
              kind="quiet"
              size="s"
              className="btn-destroys"
              aria-description={tag.key}
              reason={deleteRefusal}
              onClick={() => onChange("delete", tag)}
            >
              {tagWords.remove}
            </Button>
          </span>
        ),
      },
    ],
    [editRefusal, deleteRefusal, onChange],
  );
  return (
    <DataTable label={tagWords.table} isPage className="table-lines panel-table" columns={columns} rows={tags} rowKey={({ key }) => key} />
  );
}

/** Cut at its end; whole on hover. A tag that came over the API may be of any script, and run from right to left. */
function Whole({ text, className = "" }: { text: string; className?: string }) {
  return (
    <bdi className={`cut block text-left ${className}`} data-whole={text}>
      {text}
    </bdi>
  );
}
