"use client";
import Link from "next/link";
import { LastUse } from "#components/key-use/last-use";
import { KeyMenu, LikelyButton } from "#components/keys/actions/key-menu";
import { CopyButton } from "#components/patterns/copy-button";
import type { Column } from "#components/patterns/data-table/column";
import { KeyState } from "#components/patterns/key-state";
import { MiddleCut } from "#components/patterns/middle-cut";
import { Time } from "#components/patterns/time";
import { neededWidths } from "#lib/console/browser/search/column-widths";
import type { OptionalColumn } from "#lib/console/browser/search/list-columns";
import type { RowChange } from "#lib/console/key-change";
import { exactTime, shortDate } from "#lib/console/words/dates";
import { listWords } from "#lib/console/words/list-words";
import type { FoundKey } from "#lib/wire/kms/key-details";

const { columns: labels } = listWords;

type Place = {
  /** First part of every path. */
  readonly basePath: string;
  readonly onChange: (change: RowChange | "rotate" | "shadow", key: FoundKey) => void;
};

/** A date that decides something: absolute, the hour on hover. @param milliseconds epoch; "" or absent for none */
function DecisiveDate({ milliseconds, className }: { milliseconds: string | undefined; className?: string }) {
  if (!milliseconds) return null;
  const date = new Date(Number(milliseconds));
  return (
    <time dateTime={date.toISOString()} data-tip={exactTime(date)} className={className}>
      {shortDate(date)}
    </time>
  );
}

function Alias({ item, basePath }: { item: FoundKey; basePath: string }) {
  const { key_alias: alias, key_description: description } = item;
  return (
    <span className="cell">
      <Link className="name cut" href={`${basePath}/keys/${item.key_id}?tab=tool`} prefetch={false} aria-label={alias}>
        <MiddleCut text={alias} tip={description ? `${alias}: ${description}` : undefined} />
      </Link>
      {item.default_key_flag === "1" ? <span className="badge">{listWords.defaultBadge}</span> : null}
    </span>
  );
}

const OPTIONAL: Readonly<Record<OptionalColumn, Omit<Column<FoundKey>, "id" | "label">>> = {
  algorithm: {
    className: "c-alg",
    narrow: "aside",
    cell: (key) => (
      <>
        {key.key_spec} <span className="muted">{key.key_usage}</span>
      </>
    ),
  },
  origin: {
    className: "c-origin",
    cell: (key) => <span data-tip={listWords.originsLong[key.origin]}>{listWords.originsShort[key.origin]}</span>,
  },
  used: {
    className: "c-used",
    cell: ({ last_use: last }) =>
      last === undefined ? null : (
        <LastUse time={last?.time ?? ""} operation={last?.operation ?? ""} caller={last ? last.user_name || last.user_id : ""} />
      ),
  },
  created: { className: "c-created", sortBy: "created", cell: (key) => <Time milliseconds={key.creation_date} /> },
  id: {
    className: "c-id",
    cell: (key) => (
      <span className="cell cell-tight">
        <span className="mono muted" data-tip={key.key_id}>
          {key.key_id.slice(0, 8)}
        </span>
        <CopyButton text={key.key_id} what={labels.id} isReachable={false} />
      </span>
    ),
  },
  tags: {
    className: "c-tags",
    cell: ({ tags = [] }) => {
      const text = tags.map(({ key, value }) => (value === "" ? key : `${key}=${value}`)).join(", ");
      return (
        <span className="block cut" data-whole={text}>
          {text}
        </span>
      );
    },
  },
  rotation: {
    className: "c-rotation",
    cell: (key) =>
      key.key_rotation_enabled === "true" ? (
        <>
          {listWords.rotationOn} <DecisiveDate milliseconds={key.next_rotation_time} className="muted" />
        </>
      ) : (
        <span className="muted">{listWords.rotationOff}</span>
      ),
  },
  expiry: { className: "c-date", cell: (key) => <DecisiveDate milliseconds={key.expiration_time} /> },
  deletion: { className: "c-date", cell: (key) => <DecisiveDate milliseconds={key.scheduled_deletion_date} className="is-danger" /> },
  description: {
    className: "c-description",
    cell: (key) => (
      <span className="block cut" data-whole={key.key_description}>
        {key.key_description}
      </span>
    ),
  },
};

/** The columns of the key list (guide Table 2-10): alias and status, those chosen in their order, and what can be done. */
export function keyColumns(shown: readonly OptionalColumn[], { basePath, onChange }: Place): readonly Column<FoundKey>[] {
  const needed = neededWidths(shown);
  return [
    {
      id: "alias",
      label: labels.alias,
      className: "c-alias",
      sortBy: "alias",
      narrow: "name",
      cell: (key) => <Alias item={key} basePath={basePath} />,
    },
    {
      id: "status",
      label: labels.status,
      className: "c-status",
      narrow: "fact",
      cell: (key) => (
        <span className="cell">
          <KeyState wire={key.key_state} />
          {key.key_state === "4" ? <DecisiveDate milliseconds={key.scheduled_deletion_date} className="is-danger" /> : null}
        </span>
      ),
    },
    ...shown.map((id) => {
      const { className = "", ...column } = OPTIONAL[id];
      const width = needed.get(id);
      return { ...column, id, label: labels[id], className: width === undefined ? className : `${className} needs-${width}` };
    }),
    {
      id: "operation",
      label: labels.operation,
      className: "c-op",
      narrow: "operations",
      cell: (key) => (
        <span className="cell-ops">
          <LikelyButton item={key} onChange={onChange} isInRow />
          <KeyMenu item={key} onChange={onChange} isInRow />
        </span>
      ),
    },
  ];
}
