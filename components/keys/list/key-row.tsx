// biome-ignore-all lint/a11y/noRedundantRoles: laid out as cards on narrow screens, the elements lose the roles they have by themselves
"use client";
import Link from "next/link";
import { memo } from "react";
import { RowOperations } from "#components/keys/list/row-operations";
import { CopyButton } from "#components/patterns/copy-button";
import { KeyState } from "#components/patterns/key-state";
import { Time } from "#components/patterns/time";
import { useWorkplace } from "#components/shell/workplace";
import type { OptionalColumn } from "#lib/console/browser/search/key-search";
import type { RowChange } from "#lib/console/key-change";
import { listWords } from "#lib/console/words/list-words";
import type { KeyDetails } from "#lib/wire/kms/key-details";

type Props = {
  item: KeyDetails;
  /** Its number in the table, from 1, the head's: rows that are not in sight are not in the page. */
  rowIndex: number;
  isShown: (column: OptionalColumn) => boolean;
  isSelected: boolean;
  onSelect: (keys: readonly KeyDetails[], isOn: boolean) => void;
  onChange: (change: RowChange, key: KeyDetails) => void;
};

/** Only the box and the row's colour change with the selection: selecting all keys of a page renders no cell again. */
export const KeyRow = memo(function KeyRow({ item, rowIndex, isShown, isSelected, onSelect, onChange }: Props) {
  return (
    <tr role="row" aria-rowindex={rowIndex} data-selected={isSelected}>
      <td role="cell" className="cell-check">
        <input
          type="checkbox"
          className="checkbox block"
          aria-label={listWords.select(item.key_alias)}
          checked={isSelected}
          onChange={(event) => onSelect([item], event.target.checked)}
        />
      </td>
      <KeyCells item={item} isShown={isShown} onChange={onChange} />
    </tr>
  );
});

const KeyCells = memo(function KeyCells({ item, isShown, onChange }: Pick<Props, "item" | "isShown" | "onChange">) {
  const { basePath } = useWorkplace();
  const { columns } = listWords;
  return (
    <>
      <td role="cell" className="cell-alias">
        <Link href={`${basePath}/keys/${item.key_id}?tab=tool`} prefetch={false} className="no-underline hover:underline">
          {item.key_alias}
        </Link>
        {item.default_key_flag === "1" ? <span className="badge ml-2">{listWords.defaultBadge}</span> : null}
      </td>
      <td role="cell" className="cell-status">
        <KeyState wire={item.key_state} />
      </td>
      {isShown("id") ? (
        <td role="cell" className="cell-id" data-label={columns.id}>
          <span className="inline-flex items-center gap-1">
            <span className="mono cell-id-text text-xs" title={item.key_id}>
              {item.key_id}
            </span>
            <CopyButton text={item.key_id} what={columns.id} />
          </span>
        </td>
      ) : null}
      {isShown("created") ? (
        <td role="cell" data-label={columns.created} className="whitespace-nowrap">
          <Time milliseconds={item.creation_date} />
        </td>
      ) : null}
      {isShown("algorithm") ? (
        <td role="cell" data-label={columns.algorithm}>
          <span>
            <span className="block">{item.key_spec}</span>
            <span className="block text-xs text-muted">{item.key_usage}</span>
          </span>
        </td>
      ) : null}
      {isShown("origin") ? (
        <td role="cell" className="cell-origin" data-label={columns.origin}>
          {listWords.origins[item.origin]}
        </td>
      ) : null}
      <td role="cell" data-label={columns.operation}>
        <RowOperations item={item} onChange={onChange} />
      </td>
    </>
  );
});
