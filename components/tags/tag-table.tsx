// biome-ignore-all lint/a11y/noRedundantRoles: laid out as cards on narrow screens, the elements lose the roles they have by themselves
"use client";
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
  return (
    <div className="table-region max-h-none! min-h-0!" data-cards="plain">
      <table className="table" role="table" aria-label={tagWords.table}>
        <thead role="rowgroup">
          <tr role="row">
            {[tagWords.key, tagWords.value, tagWords.operation].map((label) => (
              <th key={label} role="columnheader" scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {tags.map((tag) => (
            <tr key={tag.key} role="row">
              <td role="cell" data-label={tagWords.key} className="font-medium wrap-anywhere">
                {tag.key}
              </td>
              <td role="cell" data-label={tagWords.value} className="wrap-anywhere">
                {tag.value === "" ? <span className="text-muted">{tagWords.noValue}</span> : tag.value}
              </td>
              <td role="cell" data-label={tagWords.operation} className="w-40">
                <span className="flex gap-4">
                  <Button look="link" aria-description={tag.key} reason={editRefusal} onClick={() => onChange("edit", tag)}>
                    {tagWords.edit}
                  </Button>
                  <Button look="link" aria-description={tag.key} reason={deleteRefusal} onClick={() => onChange("delete", tag)}>
                    {tagWords.remove}
                  </Button>
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
